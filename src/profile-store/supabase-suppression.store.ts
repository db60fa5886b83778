import { Injectable } from '@nestjs/common';
import { decodeCursor, encodeCursor } from '../common/pagination/cursor.js';
import type { PageRequest } from '../common/pagination/page.js';
import { storable } from '../common/text/storable.js';
import { isUuid } from '../common/validation/uuid.js';
import { SupabaseGateway } from '../infrastructure/supabase/supabase-gateway.js';
import type { PersonKeys } from '../model/person-keys.js';
import { PersonDigester } from '../suppression/person-digester.js';
import type { Suppression, Suppressor } from '../suppression/suppression.js';
import { SuppressionStore, type SuppressionPage } from '../suppression/suppression.store.js';

interface SuppressionRow extends Omit<Suppression, 'created_at'> {
  seq: number;
  created_at: string;
}

@Injectable()
export class SupabaseSuppressionStore extends SuppressionStore {
  constructor(
    private readonly supabase: SupabaseGateway,
    private readonly digester: PersonDigester,
  ) {
    super();
  }

  override async find(digests: readonly string[]): Promise<Set<string>> {
    if (digests.length === 0) return new Set();
    return new Set(
      await this.supabase.call<string[]>('suppressed_among', {
        p_digests: digests,
        p_key_check: this.digester.keyCheck,
      }),
    );
  }

  override async add(people: readonly (readonly string[])[], { reason, created_by }: Suppressor): Promise<number[]> {
    if (people.length === 0) return [];
    return this.supabase.call<number[]>('add_suppressions', {
      p_people: people,
      p_reason: reason,
      p_created_by: storable(created_by),
      p_key_check: this.digester.keyCheck,
    });
  }

  override extend(digests: readonly string[]): Promise<boolean> {
    return this.supabase.call<boolean>('extend_suppressions', {
      p_digests: digests,
      p_key_check: this.digester.keyCheck,
    });
  }

  override async ofSamePeople(given: { digests: readonly string[] } | { id: string }): Promise<string[]> {
    const digests = 'digests' in given ? given.digests : [];
    const id = 'id' in given && isUuid(given.id) ? given.id : null;
    if (digests.length === 0 && id === null) return [];
    return this.supabase.call<string[]>('suppressions_of_same_people', { p_digests: digests, p_id: id });
  }

  override async remove(digests: readonly string[]): Promise<number> {
    if (digests.length === 0) return 0;
    return this.supabase.call<number>('remove_suppressions', { p_digests: digests });
  }

  override async list({ limit, cursor }: PageRequest): Promise<SuppressionPage> {
    const [p_before] = cursor === undefined ? [null] : decodeCursor(cursor, 1);
    const rows = await this.supabase.call<SuppressionRow[]>('list_suppressions', { p_before, p_limit: limit + 1 });
    const shown = rows.slice(0, limit);
    const last = shown.at(-1);
    return {
      rows: shown.map(toSuppression),
      next_cursor: rows.length > limit && last ? encodeCursor([last.seq]) : null,
    };
  }

  override async keysOf(people: readonly PersonKeys[]): Promise<PersonKeys[]> {
    if (people.length === 0) return [];
    return this.supabase.call<PersonKeys[]>('keys_of_people', { p_people: storable([...people]) });
  }
}

function toSuppression({ id, kind, reason, created_by, created_at }: SuppressionRow): Suppression {
  return { id, kind, reason, created_by, created_at: new Date(created_at) };
}
