import { Injectable } from '@nestjs/common';
import { commonErrors } from '../../common/errors/common.errors.js';
import { Shutdown } from '../../common/lifecycle/shutdown.js';
import { withTimeout } from '../../common/lifecycle/with-timeout.js';
import { pageBody } from '../../common/pagination/page-body.js';
import { EmbeddingsService } from '../../embeddings/embeddings.service.js';
import { UpstreamError } from '../../infrastructure/http-client/upstream.error.js';
import type { TextEmbedding } from '../../model/embedding.js';
import { shownProfile, type ProfileField } from '../../model/profile-fields.js';
import { ProfileSearch, type SearchHit, type SearchQuery } from '../../profile-store/profile-search.store.js';
import { allOf, conditionsOf } from './all-of.js';
import type { FacetRequest, Facets } from './dto/facets.dto.js';
import type { SearchMode, SearchProfiles } from './dto/search-profiles.dto.js';
import type { FoundProfile, FoundProfiles } from './found-profiles.js';

/** How long a hybrid search waits for the vector of its query, in milliseconds; without it, words are enough. */
const HYBRID_WAIT_MS = 5_000;

/** How a search is carried out. */
interface Plan {
  mode: SearchMode;
  vector: TextEmbedding | null;
  warnings: FoundProfiles['warnings'];
}

/** Finds stored profiles by words, meaning and filters. */
@Injectable()
export class SearchService {
  constructor(
    private readonly profiles: ProfileSearch,
    private readonly embeddings: EmbeddingsService,
    private readonly shutdown: Shutdown,
  ) {}

  async search({ query, mode, filter, filters, fields, ...bounds }: SearchProfiles): Promise<FoundProfiles> {
    const plan = await this.plan(query, mode);
    const search: SearchQuery = {
      text: query ?? null,
      mode: plan.mode,
      vector: plan.vector,
      midpoint: this.embeddings.similarityMidpoint,
      filter: allOf([...(filter ? [filter] : []), ...conditionsOf(filters ?? {})]),
      ...bounds,
    };
    const { hits, next_cursor, total } = await this.profiles.search(search);
    const page = { rows: hits, next_cursor, total: total.value, total_relation: total.relation };
    return {
      ...pageBody(page, bounds.limit, (hit) => foundProfile(hit, fields)),
      total: total.relation === 'exact' ? total.value : { value: total.value, relation: total.relation },
      mode: query === undefined ? 'filter' : plan.mode,
      embedder: plan.vector && this.embedder,
      warnings: plan.warnings,
    };
  }

  async facets({ field, q, filter, limit }: FacetRequest): Promise<Facets> {
    return { field, data: await this.profiles.facets(field, { starts_with: q, filter, limit }) };
  }

  private async plan(query: string | undefined, mode: SearchMode): Promise<Plan> {
    if (query === undefined || mode === 'lexical') return { mode, vector: null, warnings: [] };
    try {
      const vector = await (mode === 'hybrid'
        ? withTimeout(HYBRID_WAIT_MS, (signal) => this.embedded(query, signal), {
            signal: this.shutdown.signal,
            reason: () => new UpstreamError('UPSTREAM_TIMEOUT', 'The embedding service did not respond in time'),
          })
        : this.embedded(query, this.shutdown.signal));
      return { mode, vector, warnings: [] };
    } catch (error) {
      if (!(error instanceof UpstreamError)) throw error;
      if (mode === 'semantic') throw commonErrors.UPSTREAM_ERROR({ reason: error.message }, { cause: error });
      return { mode: 'lexical', vector: null, warnings: [withoutVectors(error)] };
    }
  }

  private async embedded(query: string, signal: AbortSignal): Promise<TextEmbedding> {
    const [embedding] = await this.embeddings.embed([query], signal);
    if (!embedding) throw new Error('The embedder returned no vector for the query');
    return embedding;
  }

  private get embedder(): FoundProfiles['embedder'] {
    return { model: this.embeddings.model, provider: this.embeddings.isEmbedded ? 'local' : 'openai' };
  }
}

function withoutVectors({ message }: UpstreamError): FoundProfiles['warnings'][number] {
  return {
    stage: 'embed',
    error: 'The embedding service failed, so profiles were found by their words only',
    details: message,
  };
}

function foundProfile({ profile, ...found }: SearchHit, fields: readonly ProfileField[] | undefined): FoundProfile {
  const shown = shownProfile(profile, fields);
  return { ...shown, profile: shown, ...found };
}
