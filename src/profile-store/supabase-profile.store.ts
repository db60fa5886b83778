import { Injectable } from '@nestjs/common';
import { SupabaseGateway } from '../infrastructure/supabase/supabase-gateway.js';
import type { Embedding } from '../model/embedding.js';
import type { StoredProfile } from '../model/profile.js';
import { decodeCursor, pageOf } from '../common/pagination/cursor.js';
import { fromVectorText, toVectorText } from './embedding.row.js';
import type { Page, PageRequest, TotalRelation } from '../common/pagination/page.js';
import { toSummary, type SummaryRow } from './summary.row.js';
import { toStoredProfile, type ProfileRow } from './profile.row.js';
import {
  ProfileStore,
  type EnrichedProfile,
  type NearestQuery,
  type PayloadReference,
  type ProfileFilter,
  type SaveOutcome,
  type ScannedProfiles,
  type SimilarProfile,
  type StoredSummary,
} from './profile.store.js';
import { PersonDigester } from '../suppression/person-digester.js';
import { groupsBySize } from './groups-by-size.js';
import { saveTogether } from './profile-saves.js';
import { toSaveProfileValues } from './save-profile.values.js';
import { storable } from '../common/text/storable.js';
import { isUuid } from '../common/validation/uuid.js';

/** Maximum number of profiles in one call, and of characters in their payloads together. */
const CALL = { count: 25, size: 4 * 1024 * 1024 };
/** Half of what a job stores at a time: requests wait for the call that is running. */
const EMBEDDED_CALL = { ...CALL, count: 13 };
/** Maximum number of payloads in one call, and of bytes in its answer. */
const MAX_REFERENCES = 100;
const PAYLOAD_BYTES = 16 * 1024 * 1024;

interface ListedProfiles {
  rows: ProfileRow[];
  total: number;
  total_relation: TotalRelation;
}

/** What `export_profiles` answers. */
interface ScannedRows {
  people: { profile: ProfileRow; emails: string[]; linked_domain: string | null }[];
  next: number | null;
}

@Injectable()
export class SupabaseProfileStore extends ProfileStore {
  constructor(
    private readonly supabase: SupabaseGateway,
    private readonly digester: PersonDigester,
  ) {
    super();
  }

  override async saveAll(profiles: readonly EnrichedProfile[]): Promise<SaveOutcome[]> {
    const outcomes: SaveOutcome[] = [];
    for (const group of groupsBySize(profiles, lengthOf, this.supabase.isEmbedded ? EMBEDDED_CALL : CALL)) {
      const values = group.map((profile) => toSaveProfileValues(profile, this.digester));
      outcomes.push(...(await saveTogether(this.supabase, values)));
    }
    return outcomes;
  }

  override async findById(id: string): Promise<StoredProfile | null> {
    if (!isUuid(id)) return null;
    const row = await this.supabase.call<ProfileRow | null>('profile_with_id', { p_id: id });
    return row && toStoredProfile(row);
  }

  override async findBySlug(slug: string): Promise<StoredProfile | null> {
    const row = await this.supabase.call<ProfileRow | null>('find_profile', { p_slug: storable(slug) });
    return row && toStoredProfile(row);
  }

  override async findByEmail(email: string): Promise<StoredProfile | null> {
    const row = await this.supabase.call<ProfileRow | null>('profile_with_email', { p_email: storable(email) });
    return row && toStoredProfile(row);
  }

  override async payloads(references: readonly PayloadReference[]): Promise<(string | null)[]> {
    const payloads: (string | null)[] = [];
    while (payloads.length < references.length) {
      const next = references.slice(payloads.length, payloads.length + MAX_REFERENCES);
      const p_references = next.map(({ profile_id, source }) => ({
        profile_id: isUuid(profile_id) ? profile_id : null,
        source: storable(source),
      }));
      const values = { p_references, p_bytes: PAYLOAD_BYTES };
      const read = await this.supabase.call<(string | null)[]>('payloads_of', values);
      if (read.length === 0) throw new Error('The profile store returned no payload');
      payloads.push(...read);
    }
    return payloads;
  }

  override async summaries(ids: readonly string[]): Promise<(StoredSummary | null)[]> {
    if (ids.length === 0) return [];
    const p_ids = ids.map((id) => (isUuid(id) ? id : null));
    const rows = await this.supabase.call<(SummaryRow | null)[]>('profile_summaries', { p_ids });
    return rows.map((row) => row && toSummary(row));
  }

  override async list(filter: ProfileFilter, { limit, cursor }: PageRequest): Promise<Page<StoredProfile>> {
    const found = await this.supabase.call<ListedProfiles>('list_profiles', {
      p_filter: storable(filter),
      p_limit: limit + 1,
      p_after: cursor === undefined ? null : decodeCursor(cursor, 1)[0],
    });
    return pageOf(found, limit, ({ seq }) => [seq], toStoredProfile);
  }

  override async scan(filter: ProfileFilter, after: number | null, limit: number): Promise<ScannedProfiles> {
    const values = { p_filter: storable(filter), p_limit: limit, p_after: after };
    const { people, next } = await this.supabase.call<ScannedRows>('export_profiles', values);
    return {
      people: people.map(({ profile, emails, linked_domain: company_domain }) => ({
        profile: toStoredProfile(profile),
        emails,
        company_domain,
      })),
      next,
    };
  }

  override async delete(id: string): Promise<boolean> {
    if (!isUuid(id)) return false;
    return this.supabase.call<boolean>('delete_profile', { p_id: id });
  }

  override async nearest({ vector, model, limit, ...query }: NearestQuery): Promise<SimilarProfile[]> {
    const found = await this.supabase.call<{ profile: ProfileRow; similarity: number }[]>('match_profiles', {
      p_vector: toVectorText(vector),
      p_model: model,
      p_limit: limit,
      p_min_similarity: query.min_similarity ?? -1,
      p_filter: storable(query.filter ?? {}),
      p_except: query.except !== undefined && isUuid(query.except) ? query.except : null,
    });
    return found.map(({ profile, similarity }) => ({ profile: toStoredProfile(profile), similarity }));
  }

  override async embeddingOf(id: string): Promise<{ vector: Embedding; model: string } | null> {
    if (!isUuid(id)) return null;
    const row = await this.supabase.call<{ embedding: string; model: string } | null>('embedding_of_profile', {
      p_profile_id: id,
    });
    return row && { vector: fromVectorText(row.embedding), model: row.model };
  }
}

function lengthOf({ raw, companies }: EnrichedProfile): number {
  return (companies ?? []).reduce(
    (length, { company }) => length + ('raw' in company ? company.raw.length : 0),
    raw.length,
  );
}
