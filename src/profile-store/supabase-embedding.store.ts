import { Injectable } from '@nestjs/common';
import { SupabaseGateway } from '../infrastructure/supabase/supabase-gateway.js';
import type { TextEmbedding } from '../model/embedding.js';
import { toCompanyColumns, type CompanyRow } from './company.row.js';
import { toEmbeddingColumns } from './embedding.row.js';
import { EmbeddingStore, type EmbeddingOwner, type Unembedded } from './embedding.store.js';
import { toProfileColumns, type ProfileRow } from './profile.row.js';
import { retryConflicts } from './retry-conflicts.js';

@Injectable()
export class SupabaseEmbeddingStore extends EmbeddingStore {
  constructor(private readonly supabase: SupabaseGateway) {
    super();
  }

  override async withoutEmbedding(
    model: string,
    limit: number,
    after: EmbeddingOwner | null = null,
  ): Promise<Unembedded[]> {
    const entries = await this.supabase.call<({ profile: ProfileRow } | { company: CompanyRow })[]>(
      'without_embedding',
      {
        p_model: model,
        p_limit: limit,
        p_after_profile_id: after && 'profile_id' in after ? after.profile_id : null,
        p_after_company_id: after && 'company_id' in after ? after.company_id : null,
      },
    );
    return entries.map((entry) =>
      'profile' in entry
        ? { owner: { profile_id: entry.profile.id }, profile: toProfileColumns(entry.profile) }
        : { owner: { company_id: entry.company.id }, company: toCompanyColumns(entry.company) },
    );
  }

  override async saveEmbedding(owner: EmbeddingOwner, embedding: TextEmbedding): Promise<void> {
    const p_embedding = toEmbeddingColumns(embedding);
    await retryConflicts(() =>
      this.supabase.call<null>('save_embedding', {
        p_profile_id: 'profile_id' in owner ? owner.profile_id : null,
        p_company_id: 'company_id' in owner ? owner.company_id : null,
        p_embedding,
      }),
    );
  }
}
