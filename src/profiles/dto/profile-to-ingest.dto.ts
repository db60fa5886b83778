import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsString } from 'class-validator';
import { ForceRefresh, MaxAgeHours } from '../../common/freshness/freshness.decorators.js';
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

  /**
   * A stored profile that was fetched at most this many hours ago is returned without a call; 0 always fetches. Null, or absent,
   * uses the value of the batch, and without that the setting PROFILE_MAX_AGE_HOURS.
   */
  @ApiPropertyOptional({ type: 'number', nullable: true, minimum: 0, example: 24 })
  @MaxAgeHours()
  max_age_hours?: number | null;

  /**
   * Always fetches, even if the sources did not find the member a short time ago. Must not be true together with `max_age_hours` above 0.
   */
  @ForceRefresh()
  force_refresh?: boolean;
}
