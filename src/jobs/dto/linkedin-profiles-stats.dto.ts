import { Integer } from '../../common/openapi/fields.js';

/** How many fetched profiles were saved to the table, for the whole job. */
export class LinkedInProfilesStats {
  @Integer(2)
  total_profiles_fetched: number;
  @Integer(2)
  saved_to_linkedin_profiles: number;
  @Integer(0)
  failed_to_save_linkedin: number;
  linkedin_db_available: boolean;
}
