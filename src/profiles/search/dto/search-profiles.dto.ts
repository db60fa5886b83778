import { IntersectionType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsNotEmpty, IsObject, IsString, MaxLength, ValidateNested } from 'class-validator';
import { ProfileFieldsBody } from '../../../common/profile-fields/profile-fields.dto.js';
import { IsNotBlank } from '../../../common/validation/is-not-blank.decorator.js';
import { Optional } from '../../../common/validation/presence.decorators.js';
import { ProfileFilters } from '../../dto/profile-filters.dto.js';
import { HitLimits } from '../../dto/similar-profiles.dto.js';

export class SearchProfiles extends IntersectionType(HitLimits, ProfileFieldsBody) {
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
