import { createHash } from 'node:crypto';
import type { JobSettings } from './dto/create-batch.dto.js';

/** Settings that were added later are left out at their defaults, so that a request repeated across an upgrade is the same. */
export function comparableConfig({
  store_profile,
  include_companies,
  max_age_hours,
  force_refresh,
  max_credits,
  ...config
}: JobSettings): object {
  return {
    ...config,
    ...(!store_profile && { store_profile }),
    ...(include_companies && { include_companies }),
    ...(max_age_hours !== null && { max_age_hours }),
    ...(force_refresh && { force_refresh }),
    ...(max_credits !== null && { max_credits }),
  };
}

/** Distinguishes a request from another one with the same idempotency key. */
export const hashOf = (value: object) => createHash('sha256').update(JSON.stringify(value)).digest('hex');
