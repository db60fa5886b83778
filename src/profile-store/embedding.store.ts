import type { Company } from '../model/company.js';
import type { TextEmbedding } from '../model/embedding.js';
import type { Profile } from '../model/profile.js';

export type EmbeddingOwner = { profile_id: string } | { company_id: string };

/** A row without a vector of the current model. */
export type Unembedded =
  { owner: { profile_id: string }; profile: Profile } | { owner: { company_id: string }; company: Company };

/** For repairing vectors after an outage of the embedder or a change of its model. */
export abstract class EmbeddingStore {
  /**
   * In a stable order.
   * @param model the space of the embedder, as stored with each vector
   * @param after the row to continue after; without it, or if it was deleted, its kind starts from the beginning
   */
  abstract withoutEmbedding(model: string, limit: number, after?: EmbeddingOwner | null): Promise<Unembedded[]>;
  abstract saveEmbedding(owner: EmbeddingOwner, embedding: TextEmbedding): Promise<void>;
}
