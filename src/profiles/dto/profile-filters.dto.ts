import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsString, MaxLength } from 'class-validator';
import { Optional } from '../../common/validation/presence.decorators.js';
import { FILTER_LIMITS } from '../../model/profile-filter.js';
import { suggestedRoles, type SuggestedRole } from '../../model/suggested-role.js';

/** Profiles must match all given filters. Text matches anywhere in the field and ignores case. */
export class ProfileFilters {
  /** Part of the name. */
  @Optional()
  @IsString()
  @MaxLength(FILTER_LIMITS.text)
  name?: string;

  /** Part of the name of the member's current company. */
  @Optional()
  @IsString()
  @MaxLength(FILTER_LIMITS.text)
  company?: string;

  /** Part of the location. */
  @Optional()
  @IsString()
  @MaxLength(FILTER_LIMITS.text)
  location?: string;

  @Optional()
  @ApiProperty({ enum: suggestedRoles, required: false })
  @IsIn(suggestedRoles)
  suggested_role?: SuggestedRole;
}
