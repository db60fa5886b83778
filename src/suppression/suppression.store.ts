import type { PageRequest } from '../common/pagination/page.js';
import type { PersonKeys } from '../model/person-keys.js';
import type { Suppression, Suppressor } from './suppression.js';

export interface SuppressionPage {
  rows: Suppression[];
  /** Null on the last page. */
  next_cursor: string | null;
}

/**
 * The list of suppressed people in the profile store, as digests of PersonDigester. Every method throws StoreUnavailableError if the
 * store is unavailable, or has entries that were made with another key.
 */
export abstract class SuppressionStore {
  /** Those of the digests that are suppressed. */
  abstract find(digests: readonly string[]): Promise<Set<string>>;
  /**
   * Suppresses the digests of each person, and returns for each how many of them were not suppressed before. Digests of one person
   * are removed together, those of earlier calls included. Once it returns, no save that began before is still in progress.
   * At most 1,000 people a call.
   */
  abstract add(people: readonly (readonly string[])[], by: Suppressor): Promise<number[]>;
  /**
   * Suppresses these digests of one person too if one of them is suppressed already, for the same reason; false if none is.
   */
  abstract extend(digests: readonly string[]): Promise<boolean>;
  /** All digests of the people that these digests, or the entry with this id, belong to. */
  abstract ofSamePeople(given: { digests: readonly string[] } | { id: string }): Promise<string[]>;
  /** Returns how many there were. */
  abstract remove(digests: readonly string[]): Promise<number>;
  /** Newest first. */
  abstract list(page: PageRequest): Promise<SuppressionPage>;
  /** All keys of each of these people: the given ones, and those of the profiles that they lead to. At most 1,000 a call. */
  abstract keysOf(people: readonly PersonKeys[]): Promise<PersonKeys[]>;
}
