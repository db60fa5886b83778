import type { PersonKeys } from '../model/person-keys.js';
import type { PersonTraces } from '../model/person-traces.js';

/** What was deleted, by kind. */
export interface ErasedProfiles {
  profiles: number;
  vectors: number;
  company_links: number;
  raw_payloads: number;
  changes: number;
}

/** Removes people from the profile store. Takes any number of keys. */
export abstract class ErasureStore {
  /** The stored members that any of the keys leads to, with all of their keys. */
  abstract members(keys: PersonKeys): Promise<PersonTraces[]>;
  /**
   * Deletes these members with everything that belongs to them, and what is remembered about lookups of the keys. A profile that is
   * being saved meanwhile is waited for and deleted too.
   */
  abstract erase(keys: PersonKeys): Promise<ErasedProfiles>;
  /** Deletes profiles that were fetched before the date, a bounded number; returns how many, 0 when none is left. */
  abstract deleteFetchedBefore(date: Date): Promise<number>;
}
