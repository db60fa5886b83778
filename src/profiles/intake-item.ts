import { LinkedInUrl } from '../model/linkedin-url.js';
import type { IntakeItem } from '../pipeline/intake-item.js';
import type { ProfileToIngest } from './dto/profile-to-ingest.dto.js';

/** How old a stored profile may be. */
type Freshness = Pick<ProfileToIngest, 'max_age_hours' | 'force_refresh'>;

/**
 * ProfileToIngest → IntakeItem, of an item that has passed validation.
 * @param ofBatch applies to an item that does not set it itself
 */
export function intakeItem(profile: ProfileToIngest, ofBatch: Freshness = {}): IntakeItem {
  const { linkedin_url, suggested_role, name, include_companies } = profile;
  const saysItself = typeof profile.max_age_hours === 'number' || profile.force_refresh !== undefined;
  const { max_age_hours = null, force_refresh = false } = saysItself ? profile : ofBatch;
  const url = LinkedInUrl.safeParse(linkedin_url);
  if (url === null) throw new TypeError('An item with an invalid URL passed validation');
  return {
    lookup: { by: 'url', url },
    stated_email: null,
    suggested_role,
    name: name?.trim() || null,
    include_companies: include_companies ?? true,
    store_profile: true,
    max_age_hours,
    force_refresh,
  };
}
