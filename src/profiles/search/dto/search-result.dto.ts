import { ApiExtraModels, ApiProperty, getSchemaPath } from '@nestjs/swagger';
import { NullableInteger } from '../../../common/openapi/fields.js';
import { Pagination } from '../../../common/pagination/pagination.dto.js';
import { FILTER_FIELDS, type FilterField } from '../../../model/profile-filter.js';
import { ProfileDto } from '../../../common/profile-fields/profile.dto.js';
import { searchModes, type SearchMode } from './search-profiles.dto.js';

/** A place where the words were found. */
export class SearchReason {
  @ApiProperty({ enum: FILTER_FIELDS })
  field: FilterField;
  /** @example "Chief Information Security Officer" */
  snippet: string;
}

/** The fields of the profile are in \`profile\` and, for earlier clients, beside it. */
export class SearchHit extends ProfileDto {
  profile: ProfileDto;
  /**
   * How well the profile matches, 0 to 1; best matches come first. In lexical mode, how well the words match; in semantic mode, how
   * likely the similarity is that of a match; in hybrid mode, the better one of the two counts 70 %, the other one 30 %. 1 without a query.
   * @example 0.87
   */
  score: number;
  /** Cosine similarity to the query, -1 to 1; null if only the words matched. */
  similarity: number | null;
  @NullableInteger(1)
  /** Place among the profiles that have the words; null if only the meaning matched. */
  lexical_rank: number | null;
  reasons: SearchReason[];
}

/** The model that made the vectors. */
export class SearchEmbedder {
  /** @example "local-ngrams-2" */
  model: string;
  @ApiProperty({ enum: ['local', 'openai'] })
  provider: 'local' | 'openai';
}

export class SearchWarning {
  @ApiProperty({ enum: ['embed'] })
  stage: 'embed';
  /** @example "The embedding service failed, so profiles were found by their words only" */
  error: string;
  details: string | null;
}

/** Counting stops at 10,000. */
export class TotalAtLeast {
  @ApiProperty({ type: 'integer', example: 10_000 })
  value: number;
  @ApiProperty({ enum: ['at_least'] })
  relation: 'at_least';
}

@ApiExtraModels(TotalAtLeast)
export class SearchResult {
  data: SearchHit[];
  pagination: Pagination;
  @ApiProperty({
    description: 'Number of profiles that match the filter and, in lexical mode, have the words',
    oneOf: [{ type: 'integer', maximum: 10_000 }, { $ref: getSchemaPath(TotalAtLeast) }],
    example: 42,
  })
  total: number | TotalAtLeast;
  @ApiProperty({
    enum: [...searchModes, 'filter'],
    description: 'How the profiles were found: `filter` without a query, `lexical` if vectors were not available',
  })
  mode: SearchMode | 'filter';
  /** Null if no vectors were compared. */
  embedder: SearchEmbedder | null;
  warnings: SearchWarning[];
}
