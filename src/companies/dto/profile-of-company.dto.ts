import { ProfileDto } from '../../common/profile-fields/profile.dto.js';

/** A position held at the company, and the member who held it. */
export class ProfileOfCompanyDto {
  /** A summary, or the fields that the request chose. */
  profile: ProfileDto;
  title: string | null;
  /** @example "2020-03" */
  start_date: string | null;
  end_date: string | null;
  is_current: boolean;
}
