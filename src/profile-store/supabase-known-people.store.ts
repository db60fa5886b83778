import { Injectable } from '@nestjs/common';
import { HOUR_MS } from '../common/durations.js';
import { storable } from '../common/text/storable.js';
import { Config } from '../config/config.js';
import { SupabaseGateway } from '../infrastructure/supabase/supabase-gateway.js';
import { PersonDigester } from '../suppression/person-digester.js';
import { KnownPeople, type Known, type KnownPerson, type LookupKey, type Miss } from './known-people.store.js';
import { retryConflicts } from './retry-conflicts.js';

interface KnownEntry {
  suppressed: boolean;
  person: (Omit<KnownPerson, 'fetched_at'> & { fetched_at: string }) | null;
  misses: { source: string; missed_at: string }[];
}

const MAX_LOOKUPS = 1_000;
const MAX_FORGOTTEN = 10_000;
@Injectable()
export class SupabaseKnownPeople extends KnownPeople {
  private readonly maxAgeMs: number;

  constructor(
    private readonly supabase: SupabaseGateway,
    private readonly digester: PersonDigester,
    config: Config,
  ) {
    super();
    this.maxAgeMs = config.NOT_FOUND_MAX_AGE_HOURS * HOUR_MS;
  }

  override async find(lookups: readonly LookupKey[], { withSuppressed } = { withSuppressed: true }): Promise<Known[]> {
    if (lookups.length > MAX_LOOKUPS) throw new RangeError(`At most ${MAX_LOOKUPS} lookups are possible in one call`);
    if (lookups.length === 0) return [];
    const entries = await this.supabase.call<KnownEntry[]>('known_people', {
      p_lookups: lookups.map((lookup) => ({
        ...toValues(lookup),
        ...(withSuppressed && { digests: this.digestsOf(lookup) }),
      })),
      p_miss_seconds: this.maxAgeMs / 1_000,
      p_key_check: this.digester.keyCheck,
    });
    return entries.map((entry) => this.toKnown(entry));
  }

  override async remember(misses: readonly Miss[]): Promise<void> {
    if (misses.length === 0 || this.maxAgeMs === 0) return;
    const p_misses = misses.map(({ lookup, source }) => ({ ...toValues(lookup), source }));
    await retryConflicts(() => this.supabase.call<null>('remember_misses', { p_misses }));
  }

  override forgetBefore(time: Date): Promise<number> {
    return this.supabase.call<number>('forget_misses', { p_before: time.toISOString(), p_limit: MAX_FORGOTTEN });
  }

  private digestsOf(lookup: LookupKey): string[] {
    return this.digester.digests(lookup.by === 'url' ? { slugs: [lookup.slug] } : { emails: [lookup.email] });
  }

  private toKnown({ suppressed, person, misses }: KnownEntry): Known {
    return {
      suppressed,
      person: person && { ...person, fetched_at: new Date(person.fetched_at) },
      not_found: misses.map(({ source, missed_at }) => {
        const at = new Date(missed_at);
        return { source, at, until: new Date(at.getTime() + this.maxAgeMs) };
      }),
    };
  }
}

function toValues(lookup: LookupKey) {
  return storable({ by: lookup.by, value: lookup.by === 'url' ? lookup.slug : lookup.email });
}
