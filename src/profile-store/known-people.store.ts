import type { KnownMiss } from '../model/known-miss.js';
import type { SuggestedRole } from '../model/suggested-role.js';

/** How a person is looked up: by a slug as in LinkedInUrl, or by an address that is normalized as in EmailAddress. */
export type LookupKey = { by: 'url'; slug: string } | { by: 'email'; email: string };

/** The part of a stored person that decides whether a fetch is needed. */
export interface KnownPerson {
  profile_id: string;
  /** The source it came from last, and when. */
  source: string;
  fetched_at: Date;
  name: string | null;
  suggested_role: SuggestedRole | null;
  /** Whether it is linked to any company. */
  has_companies: boolean;
}

export interface Known {
  /** Whether the person must not be stored, or looked up; false if that was not asked. */
  suppressed: boolean;
  person: KnownPerson | null;
  /** Those that are not older than NOT_FOUND_MAX_AGE_HOURS. */
  not_found: KnownMiss[];
}

export interface Miss {
  lookup: LookupKey;
  source: string;
}

/**
 * What is known about lookups before a source is called. Misses are stored under digests of the lookups; saving a person later
 * removes the misses of the same source.
 */
export abstract class KnownPeople {
  /** In the given order; at most 1,000 a call. Asks for suppressed people too unless the caller knows them already. */
  abstract find(lookups: readonly LookupKey[], options?: { withSuppressed: boolean }): Promise<Known[]>;
  /** Remembers them as of now. Safe under concurrent callers. */
  abstract remember(misses: readonly Miss[]): Promise<void>;
  /** Deletes misses that are older, at most 10,000 a call; returns how many. */
  abstract forgetBefore(time: Date): Promise<number>;
}
