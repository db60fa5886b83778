import { ApiProperty } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsString } from 'class-validator';
import { AsBoolean } from '../../common/validation/coercion.decorators.js';
import { IsMemberUrl } from './is-member-url.decorator.js';
import { Nullable, Optional } from '../../common/validation/presence.decorators.js';
import { suggestedRoles, type SuggestedRole } from '../../model/suggested-role.js';

/** A member to fetch, enrich and store. */
export class ProfileToIngest {
  /**
   * Address of the member, in any common spelling.
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
   * Overrides the name that the source gives.
   * @example "Ann Example"
   */
  @Optional()
  @Nullable()
  @IsString()
  name?: string | null;

  /** Whether the companies of the profile are fetched and stored too. */
  @Optional()
  @AsBoolean()
  @IsBoolean()
  include_companies?: boolean = true;
}
