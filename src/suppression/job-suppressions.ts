/**
 * The digests of the list of suppressed people in the database of jobs, which works while the profile store is unavailable. Every
 * method throws StoreUnavailableError if the database is unavailable, or has entries that were made with another key.
 */
export abstract class JobSuppressions {
  /** Those of the digests that are suppressed. */
  abstract find(digests: readonly string[]): Promise<Set<string>>;
  /** When it has returned, nothing is being written about these people that does not know it. */
  abstract add(digests: readonly string[]): Promise<void>;
  abstract remove(digests: readonly string[]): Promise<void>;
}
