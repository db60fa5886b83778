import { ApiPropertyOptional, IntersectionType } from '@nestjs/swagger';
import { IsInt, IsNumber, Max, Min } from 'class-validator';
import { ProfileFieldsQuery } from '../../common/profile-fields/profile-fields.dto.js';
import { AsInteger, AsNumber } from '../../common/validation/coercion.decorators.js';
import { Optional } from '../../common/validation/presence.decorators.js';
import { ProfileDto } from '../../common/profile-fields/profile.dto.js';

export class HitLimits {
  /** Maximum number of hits. */
  @ApiPropertyOptional({ type: 'integer' })
  @Optional()
  @AsInteger()
  @IsInt()
  @Min(1)
  @Max(100)
  limit: number = 10;

  /** Minimum cosine similarity of a hit, -1 to 1. */
  @Optional()
  @AsNumber()
  @IsNumber()
  @Min(-1)
  @Max(1)
  min_similarity?: number;
}

export class FindSimilar extends IntersectionType(HitLimits, ProfileFieldsQuery) {}

export class SimilarProfile extends ProfileDto {
  /** Cosine similarity, -1 to 1; best matches come first. */
  similarity: number;
}

export class SimilarProfiles {
  data: SimilarProfile[];
}
