import { ApiPropertyOptional, IntersectionType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsNotEmpty, IsObject, IsString, MaxLength, ValidateNested } from 'class-validator';
import { ProfileFieldsBody } from '../../../common/profile-fields/profile-fields.dto.js';
import { IsNotBlank } from '../../../common/validation/is-not-blank.decorator.js';
import { Optional } from '../../../common/validation/presence.decorators.js';
import type { FilterNode } from '../../../model/profile-filter.js';
import { ProfileFilters } from '../../dto/profile-filters.dto.js';
import { HitLimits } from '../../dto/similar-profiles.dto.js';
import { IsProfileFilter } from '../filter/is-profile-filter.decorator.js';
import { ApiProfileFilter } from './profile-filter.dto.js';

export const searchModes = ['hybrid', 'semantic', 'lexical'] as const;
export type SearchMode = (typeof searchModes)[number];

/** All given parts must hold. */
export class SearchProfiles extends IntersectionType(HitLimits, ProfileFieldsBody) {
  /**
   * What to look for, in words. Without it, profiles are only filtered, newest first.
   * @example "security leader for cloud platforms"
   */
  @Optional()
  @IsString()
  @IsNotEmpty()
  @IsNotBlank()
  @MaxLength(2000)
  query?: string;

  @ApiPropertyOptional({
    enum: searchModes,
    description:
      '`semantic` compares the meaning of texts by their vectors, `lexical` looks for the words and for similar names, `hybrid` does both and merges the rankings',
  })
  @Optional()
  @IsIn(searchModes)
  mode: SearchMode = 'hybrid';

  @ApiProfileFilter()
  @Optional()
  @IsProfileFilter()
  filter?: FilterNode;

  @ApiPropertyOptional({
    deprecated: true,
    description: 'Simple conditions in addition to `filter`, all of which must hold',
  })
  @Optional()
  @IsObject()
  @ValidateNested()
  @Type(() => ProfileFilters)
  filters?: ProfileFilters;

  /** `next_cursor` of the previous page of the same search. */
  @Optional()
  @IsString()
  @MaxLength(2000)
  cursor?: string;
}
