import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsNotEmpty, IsNumber, IsObject, IsString, Max, MaxLength, Min, ValidateNested } from 'class-validator';
import { AsInteger, AsNumber } from '../../common/validation/coercion.decorators.js';
import { Optional } from '../../common/validation/presence.decorators.js';
import { ProfileFilters } from './profile-filters.dto.js';
import { ProfileDto } from './profile.dto.js';

export class FindSimilar {
  /** Hits at most. */
  @ApiPropertyOptional({ type: 'integer' })
  @Optional()
  @AsInteger()
  @IsInt()
  @Min(1)
  @Max(100)
  limit?: number = 10;

  /** Cosine that a hit must have at least, -1 to 1. */
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
  @MaxLength(2000)
  query: string;

  @Optional()
  @IsObject()
  @ValidateNested()
  @Type(() => ProfileFilters)
  filters?: ProfileFilters;
}

export class SearchHit extends ProfileDto {
  /** Cosine, -1 to 1; the nearest first. */
  similarity: number;
}

export class SearchResult {
  data: SearchHit[];
}
