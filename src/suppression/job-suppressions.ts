import type { PersonKeys } from '../model/person-keys.js';

/**
 * The list of suppressed people in the database of jobs, which works while the profile store is unavailable. Every method throws
 * StoreUnavailableError if the database is unavailable, or has entries that were made with another key.
 */
export abstract class JobSuppressions {
  /** Whether anything that leads to them is suppressed, for each of the people. */
  abstract areSuppressed(people: readonly Partial<PersonKeys>[]): Promise<boolean[]>;
  /** When it has returned, nobody who does not know it is still storing anything. @param digests as of PersonDigester */
  abstract add(digests: readonly string[]): Promise<void>;
  abstract remove(digests: readonly string[]): Promise<void>;
}
