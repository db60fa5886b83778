import {
  KnownPeople,
  type Known,
  type KnownPerson,
  type LookupKey,
  type Miss,
} from '../../src/profile-store/known-people.store.js';
import type { FakeProfileStore } from './fake-profile-store.js';

const HOUR_MS = 3_600_000;

/** The people of a fake store, and misses in memory. */
export class FakeKnownPeople extends KnownPeople {
  /** How many lookups each call had. */
  readonly calls: number[] = [];
  /** Slugs and addresses of suppressed people. */
  readonly suppressed = new Set<string>();
  /** What a search waits for. */
  gate: () => Promise<void> = async () => {};
  /** How many misses one call deletes. */
  mostForgotten = 10_000;
  /** When each miss was last remembered, by lookup and source. */
  readonly misses = new Map<string, Miss & { at: Date }>();

  constructor(
    private readonly store: FakeProfileStore,
    private readonly maxAgeHours = 24,
  ) {
    super();
  }

  override async find(lookups: readonly LookupKey[], { withSuppressed } = { withSuppressed: true }): Promise<Known[]> {
    this.calls.push(lookups.length);
    await this.gate();
    if (this.store.failure) throw this.store.failure;
    return Promise.all(
      lookups.map(async (lookup) => ({
        suppressed: withSuppressed && this.suppressed.has(lookup.by === 'url' ? lookup.slug : lookup.email),
        person: await this.personOf(lookup),
        not_found: this.missesOf(lookup),
      })),
    );
  }

  override async remember(misses: readonly Miss[]): Promise<void> {
    if (this.store.failure) throw this.store.failure;
    if (this.maxAgeHours === 0) return;
    for (const miss of misses) this.misses.set(JSON.stringify(miss), { ...miss, at: new Date() });
  }

  override async forgetBefore(time: Date): Promise<number> {
    const old = [...this.misses].filter(([, { at }]) => at < time).slice(0, this.mostForgotten);
    for (const [key] of old) this.misses.delete(key);
    return old.length;
  }

  private async personOf(lookup: LookupKey): Promise<KnownPerson | null> {
    const profile = await (lookup.by === 'url'
      ? this.store.findBySlug(lookup.slug)
      : this.store.findByEmail(lookup.email));
    if (profile === null) return null;
    const { id: profile_id, source, fetched_at, name, suggested_role } = profile;
    const has_companies = (await this.store.ofProfile(profile_id)).length > 0;
    return { profile_id, source, fetched_at, name, suggested_role, has_companies };
  }

  private missesOf(lookup: LookupKey) {
    const key = JSON.stringify(lookup);
    return [...this.misses.values()].flatMap(({ lookup: missed, source, at }) => {
      const until = new Date(at.getTime() + this.maxAgeHours * HOUR_MS);
      return JSON.stringify(missed) === key && until.getTime() > Date.now() ? [{ source, at, until }] : [];
    });
  }
}
