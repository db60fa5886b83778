import { Injectable } from '@nestjs/common';
import { SupabaseError } from '../infrastructure/supabase/supabase.error.js';
import { SupabaseGateway } from '../infrastructure/supabase/supabase-gateway.js';
import type { Embedding } from '../model/embedding.js';
import type { StoredProfile } from '../model/profile.js';
import { toStoredCompany, type CompanyRow } from './company.row.js';
import { decodeCursor, pageOf } from '../common/pagination/cursor.js';
import { fromVectorText, toVectorText } from './embedding.row.js';
import type { Page, PageRequest } from '../common/pagination/page.js';
import { toStoredProfile, type ProfileRow } from './profile.row.js';
import {
  ProfileStore,
  type EnrichedProfile,
  type NearestQuery,
  type ProfileFilter,
  type SavedProfile,
  type SaveOutcome,
  type SimilarProfile,
  type StoreAction,
} from './profile.store.js';
import { retryConflicts } from './retry-conflicts.js';
import { toSaveProfileValues } from './save-profile.values.js';
import { storable } from '../common/text/storable.js';
import { isUuid } from '../common/validation/uuid.js';

interface SavedRows {
  profile: ProfileRow;
  action: StoreAction;
  companies: { company: CompanyRow; action: StoreAction }[];
}

function toSaved({ profile, action, companies }: SavedRows): SavedProfile {
  return {
    profile: toStoredProfile(profile),
    action,
    companies: companies.map((saved) => ({ company: toStoredCompany(saved.company), action: saved.action })),
  };
}

@Injectable()
export class SupabaseProfileStore extends ProfileStore {
  constructor(private readonly supabase: SupabaseGateway) {
    super();
  }

  override async saveAll(profiles: readonly EnrichedProfile[]): Promise<SaveOutcome[]> {
    const outcomes: SaveOutcome[] = [];
    for (const enriched of profiles) outcomes.push(await this.saveOne(enriched));
    return outcomes;
  }

  private async saveOne(enriched: EnrichedProfile): Promise<SaveOutcome> {
    const p_profile = toSaveProfileValues(enriched);
    try {
      const saved = await retryConflicts(() => this.supabase.call<SavedRows>('save_profile', { p_profile }));
      return { status: 'saved', saved: toSaved(saved) };
    } catch (error) {
      if (!(error instanceof SupabaseError)) throw error;
      return { status: 'rejected', error };
    }
  }

  override async findById(id: string): Promise<StoredProfile | null> {
    if (!isUuid(id)) return null;
    const row = await this.supabase.run<ProfileRow>((client) =>
      client.from('stored_profiles').select().eq('id', id).maybeSingle(),
    );
    return row && toStoredProfile(row);
  }

  override async findBySlug(slug: string): Promise<StoredProfile | null> {
    const row = await this.supabase.call<ProfileRow | null>('find_profile', { p_slug: storable(slug) });
    return row && toStoredProfile(row);
  }

  override async list(filter: ProfileFilter, { limit, cursor }: PageRequest): Promise<Page<StoredProfile>> {
    const found = await this.supabase.call<{ rows: ProfileRow[]; total: number }>('list_profiles', {
      p_filter: storable(filter),
      p_limit: limit + 1,
      p_after: cursor === undefined ? null : decodeCursor(cursor, 1)[0],
    });
    return pageOf(found, limit, ({ seq }) => [seq], toStoredProfile);
  }

  override async delete(id: string): Promise<boolean> {
    if (!isUuid(id)) return false;
    const deleted = await this.supabase.run<{ id: string }[]>((client) =>
      client.from('profiles').delete().eq('id', id).select('id'),
    );
    return (deleted ?? []).length > 0;
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
    const row = await this.supabase.run<{ embedding: string; model: string }>((client) =>
      client.from('embeddings').select('embedding, model').eq('profile_id', id).maybeSingle(),
    );
    return row && { vector: fromVectorText(row.embedding), model: row.model };
  }
}
