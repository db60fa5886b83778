import { Uuid } from '../../common/openapi/fields.js';
import { ApiProperty } from '@nestjs/swagger';
import { suggestedRoles, type SuggestedRole } from '../../model/suggested-role.js';

/** Summary of a member, or the fields that the request chose. */
export class MemberDto {
  @Uuid()
  id: string;
  name?: string | null;
  /** Null if only the numeric ID is known. */
  url?: string | null;
  /** Headline of the profile. */
  position?: string | null;
  city?: string | null;
  country_code?: string | null;
  profile_image_url?: string | null;
  @ApiProperty({ enum: suggestedRoles, nullable: true, required: false })
  suggested_role?: SuggestedRole | null;
  /** The source of the latest fetch. */
  source?: string;
  fetched_at?: Date;
}

/** A position held at the company, and the member who held it. */
export class ProfileOfCompanyDto {
  profile: MemberDto;
  title: string | null;
  /** @example "2020-03" */
  start_date: string | null;
  end_date: string | null;
  is_current: boolean;
}
