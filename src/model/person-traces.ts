import type { PersonKeys } from './person-keys.js';

/** What one place knows a person by. */
export interface PersonTraces extends PersonKeys {
  /** The id of the profile, and ids that were merged into it. */
  profile_ids: string[];
}
