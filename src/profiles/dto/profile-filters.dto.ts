import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsString } from 'class-validator';
import { Optional } from '../../common/validation/presence.decorators.js';
import { suggestedRoles, type SuggestedRole } from '../../model/suggested-role.js';

/** All given conditions must hold; text matches anywhere in the field, whatever its case. */
export class ProfileFilters {
  /** Part of the name. */
  @Optional()
  @IsString()
  name?: string;

  /** Part of the name of the company the member works for now. */
  @Optional()
  @IsString()
  company?: string;

  /** Part of the place. */
  @Optional()
  @IsString()
  location?: string;

  @Optional()
  @ApiProperty({ enum: suggestedRoles, required: false })
  @IsIn(suggestedRoles)
  suggested_role?: SuggestedRole;
}
