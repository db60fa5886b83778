import type { PersonKeys } from '../model/person-keys.js';

/**
 * The list of suppressed people in the database of jobs, which works while the profile store is unavailable. Every method throws
 * StoreUnavailableError if the database is unavailable, or has entries that were made with another key.
 */
export abstract class JobSuppressions {
  /** For each of the people, whether any of their keys is suppressed. */
  abstract areSuppressed(people: readonly Partial<PersonKeys>[]): Promise<boolean[]>;
  /** Once it returns, no write that began before is still in progress. @param digests as of PersonDigester */
  abstract add(digests: readonly string[]): Promise<void>;
  abstract remove(digests: readonly string[]): Promise<void>;
}
