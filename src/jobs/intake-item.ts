import { EmailAddress } from '../model/email-address.js';
import type { IntakeItem } from '../pipeline/intake-item.js';
import type { Lookup } from '../sources/person-source.js';
import type { JobConfig, ListItem } from './job.js';

/** A lookup of an item of a job → IntakeItem */
export function intakeItem(
  { email, suggested_role, name, include_companies }: Omit<ListItem, 'custom'>,
  lookup: Lookup,
  config: Pick<JobConfig, 'include_companies' | 'store_profile' | 'max_age_hours' | 'force_refresh'>,
): IntakeItem {
  return {
    lookup,
    stated_email: lookup.by === 'url' ? EmailAddress.safeParse(email) : null,
    suggested_role,
    name,
    include_companies: include_companies ?? config.include_companies,
    store_profile: config.store_profile,
    max_age_hours: config.max_age_hours ?? 0,
    force_refresh: config.force_refresh,
  };
}
