import type { PageRequest } from '../common/pagination/page.js';
import type { FetchedLinkedInProfile, StoredLinkedInProfile } from './linkedin-profile.js';

/** What became of one row. `saved` means durable. */
export type SaveOutcome =
  | { status: 'saved'; saved_at: Date }
  | {
      status: 'failed';
      /** One sentence that says why, fit for a client's eyes. */
      error: string;
      /** Whether the same row may be saved later without a change. */
      retryable: boolean;
    };

/** All given conditions must hold. */
export interface LinkedInProfileFilter {
  job_id?: string;
}

export interface LinkedInProfilesPage {
  /** May be fewer than asked for, also where more follow. */
  rows: StoredLinkedInProfile[];
  /** Null on the last page. */
  next_cursor: string | null;
}

/** Fetched profiles by email address, one row an address. Email addresses are in the spelling of EmailAddress. */
export abstract class LinkedInProfilesStore {
  /** Name of the table. */
  abstract readonly table: string;
  /** Whether the table could be used when it was last tried. */
  abstract readonly available: boolean;
  /** Why the table cannot be used, in one sentence that says what to do; null where it can. */
  abstract readonly problem: string | null;

  /**
   * Saves each row by itself and answers for every one of them, in their order; never throws because the store is away.
   * A row replaces an older one of its address, which is removed only after the new one is durable; a newer one stays,
   * and the older counts as saved. Saving a row again changes nothing but `saved_at`.
   */
  abstract saveAll(rows: readonly FetchedLinkedInProfile[]): Promise<SaveOutcome[]>;

  /** @throws DynamoDbUnavailableError, as the following do */
  abstract find(email: string): Promise<StoredLinkedInProfile | null>;

  /**
   * In an order that stays the same, but means nothing.
   * @throws InvalidCursorError
   */
  abstract list(filter: LinkedInProfileFilter, page: PageRequest): Promise<LinkedInProfilesPage>;

  /** Removes every row of the address, also those a save left behind; false where there was none. */
  abstract delete(email: string): Promise<boolean>;

  /** A cheap request that fails when the store cannot be used. */
  abstract check(signal: AbortSignal): Promise<void>;
}
