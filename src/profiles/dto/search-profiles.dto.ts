import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsNotEmpty, IsNumber, IsObject, IsString, Max, MaxLength, Min, ValidateNested } from 'class-validator';
import { AsInteger, AsNumber } from '../../common/validation/coercion.decorators.js';
import { IsNotBlank } from '../../common/validation/is-not-blank.decorator.js';
import { Optional } from '../../common/validation/presence.decorators.js';
import { ProfileFilters } from './profile-filters.dto.js';
import { ProfileDto } from './profile.dto.js';

export class FindSimilar {
  /** Maximum number of hits. */
  @ApiPropertyOptional({ type: 'integer' })
  @Optional()
  @AsInteger()
  @IsInt()
  @Min(1)
  @Max(100)
  limit?: number = 10;

  /** Minimum cosine similarity of a hit, -1 to 1. */
  @Optional()
  @AsNumber()
  @IsNumber()
  @Min(-1)
  @Max(1)
  min_similarity?: number;
}

export class SearchProfiles extends FindSimilar {
  /**
   * What to look for, in words.
   * @example "security leader for cloud platforms"
   */
  @IsString()
  @IsNotEmpty()
  @IsNotBlank()
  @MaxLength(2000)
  query: string;

  @Optional()
  @IsObject()
  @ValidateNested()
  @Type(() => ProfileFilters)
  filters?: ProfileFilters;
}

export class SearchHit extends ProfileDto {
  /** Cosine similarity, -1 to 1; best matches come first. */
  similarity: number;
}

export class SearchResult {
  data: SearchHit[];
}
