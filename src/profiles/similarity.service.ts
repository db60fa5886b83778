import { Injectable } from '@nestjs/common';
import { commonErrors } from '../common/errors/common.errors.js';
import { Shutdown } from '../common/lifecycle/shutdown.js';
import { EmbeddingsService } from '../embeddings/embeddings.service.js';
import { UpstreamError } from '../infrastructure/http-client/upstream.error.js';
import type { TextEmbedding } from '../model/embedding.js';
import { shownProfile, type ChosenProfile, type ProfileField } from '../model/profile-fields.js';
import { ProfileStore, type SimilarProfile } from '../profile-store/profile.store.js';
import type { FindSimilar } from './dto/similar-profiles.dto.js';
import type { SearchProfiles } from './search/dto/search-profiles.dto.js';
import { profileErrors, similarityErrors } from './profiles.errors.js';

/** Nearest first; `similarity` is the cosine, -1 to 1. */
export interface SimilarHits {
  data: (ChosenProfile & { similarity: number })[];
}

/** Finds profiles by the distance of their vectors. */
@Injectable()
export class SimilarityService {
  constructor(
    private readonly profiles: ProfileStore,
    private readonly embeddings: EmbeddingsService,
    private readonly shutdown: Shutdown,
  ) {}

  async search({ query, limit, min_similarity, filters, fields }: SearchProfiles): Promise<SimilarHits> {
    const { vector, model } = await this.embedded(query);
    return hits(await this.profiles.nearest({ vector, model, limit, min_similarity, filter: filters }), fields);
  }

  async similar(id: string, { limit, min_similarity, fields }: FindSimilar): Promise<SimilarHits> {
    const profile = await this.profiles.findById(id);
    if (profile === null) throw profileErrors.PROFILE_NOT_FOUND({ profile_id: id });
    const embedding = await this.profiles.embeddingOf(id);
    if (embedding === null) throw similarityErrors.PROFILE_WITHOUT_EMBEDDING({ profile_id: id });
    return hits(await this.profiles.nearest({ ...embedding, limit, min_similarity, except: profile.id }), fields);
  }

  private async embedded(query: string): Promise<TextEmbedding> {
    try {
      const [embedding] = await this.embeddings.embed([query], this.shutdown.signal);
      if (!embedding) throw new Error('The embedder returned no vector for the query');
      return embedding;
    } catch (error) {
      if (!(error instanceof UpstreamError)) throw error;
      throw commonErrors.UPSTREAM_ERROR({ reason: error.message }, { cause: error });
    }
  }
}

function hits(similar: readonly SimilarProfile[], fields: readonly ProfileField[] | undefined): SimilarHits {
  return { data: similar.map(({ profile, similarity }) => ({ ...shownProfile(profile, fields), similarity })) };
}
