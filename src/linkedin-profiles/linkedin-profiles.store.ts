import type { PageRequest } from '../common/pagination/page.js';
import type { FetchedLinkedInProfile, StoredLinkedInProfile } from './linkedin-profile.js';

/** The result for one row. `saved` means durable. */
export type SaveOutcome =
  | { status: 'saved'; saved_at: Date }
  | {
      status: 'failed';
      /** The reason in one sentence, safe to show to a client. */
      error: string;
      /** Whether the same row can be saved later without a change. */
      retryable: boolean;
    };

/** All given conditions must hold. */
export interface LinkedInProfileFilter {
  job_id?: string;
}

export interface LinkedInProfilesPage {
  /** May be fewer than requested even if more follow. */
  rows: StoredLinkedInProfile[];
  /** Null on the last page. */
  next_cursor: string | null;
}

/** Fetched profiles by email address, one row per address. Addresses are normalized as in EmailAddress. */
export abstract class LinkedInProfilesStore {
  /** Name of the table. */
  abstract readonly table: string;
  /** Whether the table was usable when it was last accessed. */
  abstract readonly available: boolean;
  /** Why the table cannot be used, in one sentence that says what to do; null if it can. */
  abstract readonly problem: string | null;

  /**
   * Saves each row independently and returns a result for each, in order; never throws because the store is unavailable. A row
   * replaces an older one for its address, which is deleted only after the new one is durable. If a newer row exists, it is kept
   * and the older one counts as saved. Saving a row again changes only `saved_at`.
   */
  abstract saveAll(rows: readonly FetchedLinkedInProfile[]): Promise<SaveOutcome[]>;

  /** @throws DynamoDbUnavailableError, like the following methods */
  abstract find(email: string): Promise<StoredLinkedInProfile | null>;

  /** The rows of these addresses, in the given order; null where there is none. */
  abstract findAll(emails: readonly string[]): Promise<(StoredLinkedInProfile | null)[]>;

  /**
   * In a stable but meaningless order.
   * @throws InvalidCursorError
   */
  abstract list(filter: LinkedInProfileFilter, page: PageRequest): Promise<LinkedInProfilesPage>;

  /** Deletes every row for the address, including leftovers of earlier saves; false if there was none. */
  abstract delete(email: string): Promise<boolean>;

  /** A cheap request that fails if the store cannot be used. */
  abstract check(signal: AbortSignal): Promise<void>;
}
