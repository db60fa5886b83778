import type { EmailAddress } from '../../model/email-address.js';
import type { IntakeItem } from '../../pipeline/intake-item.js';
import type { JobConfig } from '../job.js';

/** An address of a job → IntakeItem */
export function emailItem(
  email: EmailAddress,
  {
    include_companies,
    store_profile,
    max_age_hours,
  }: Pick<JobConfig, 'include_companies' | 'store_profile' | 'max_age_hours'>,
): IntakeItem {
  const how = { include_companies, store_profile, max_age_hours: max_age_hours ?? 0 };
  return { lookup: { by: 'email', email }, suggested_role: null, name: null, ...how };
}
