import { ApiProperty } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsString } from 'class-validator';
import { AsBoolean } from '../../common/validation/coercion.decorators.js';
import { IsMemberUrl } from './is-member-url.decorator.js';
import { Nullable, Optional } from '../../common/validation/presence.decorators.js';
import { suggestedRoles, type SuggestedRole } from '../../model/suggested-role.js';

/** A member to fetch, enrich and store. */
export class ProfileToIngest {
  /**
   * LinkedIn URL of the member, in any common form.
   * @example "https://www.linkedin.com/in/ann-example/"
   */
  @ApiProperty()
  @IsMemberUrl()
  linkedin_url: string;

  /** Stored with the profile. */
  @ApiProperty({ enum: suggestedRoles })
  @IsIn(suggestedRoles)
  suggested_role: SuggestedRole;

  /**
   * Overrides the name from the profile source.
   * @example "Ann Example"
   */
  @Optional()
  @Nullable()
  @IsString()
  name?: string | null;

  /** Whether to fetch and store the companies of the profile too. */
  @Optional()
  @AsBoolean()
  @IsBoolean()
  include_companies?: boolean = true;
}
