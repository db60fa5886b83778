import { LinkedInUrl } from '../model/linkedin-url.js';
import type { IntakeItem } from '../pipeline/intake-item.js';
import type { ProfileToIngest } from './dto/profile-to-ingest.dto.js';

/** ProfileToIngest → IntakeItem, of an item that has passed validation. */
export function intakeItem({ linkedin_url, suggested_role, name, include_companies }: ProfileToIngest): IntakeItem {
  const url = LinkedInUrl.safeParse(linkedin_url);
  if (url === null) throw new TypeError('An item with an invalid URL passed validation');
  return {
    lookup: { by: 'url', url },
    stated_email: null,
    suggested_role,
    name: name?.trim() || null,
    include_companies: include_companies ?? true,
    store_profile: true,
    max_age_hours: null,
  };
}
