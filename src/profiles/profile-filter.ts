import { EmailAddress } from '../model/email-address.js';
import { LinkedInUrl } from '../model/linkedin-url.js';
import type { ProfileFilter } from '../profile-store/profile.store.js';
import type { ListProfiles } from './dto/list-profiles.dto.js';

/** The filters of a list or an export of profiles. */
export type ProfileListFilters = Omit<ListProfiles, 'limit' | 'cursor' | 'fields'>;

/** ProfileListFilters → ProfileFilter */
export function profileFilter({ linkedin_url, email, ...filters }: ProfileListFilters): ProfileFilter {
  const { name, company, location, suggested_role, filter: where } = filters;
  return {
    slug: LinkedInUrl.safeParse(linkedin_url)?.slug,
    email: EmailAddress.safeParse(email)?.value,
    name,
    company,
    location,
    suggested_role,
    where,
  };
}
