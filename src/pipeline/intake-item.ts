import type { EmailAddress } from '../model/email-address.js';
import type { SuggestedRole } from '../model/suggested-role.js';
import type { LookupKey } from '../profile-store/known-people.store.js';
import type { Lookup } from '../sources/person-source.js';

/** One person to find, enrich and store, whichever intake it came through. */
export interface IntakeItem {
  lookup: Lookup;
  /** An address given together with a URL: linked to the person who is found, unless it is linked to another person. */
  stated_email: EmailAddress | null;
  /** Null keeps the stored one. */
  suggested_role: SuggestedRole | null;
  /** Overrides the name that the source gives. */
  name: string | null;
  include_companies: boolean;
  /** Whether the person is stored; without it, an item is only fetched. */
  store_profile: boolean;
  /** A younger stored profile is returned instead of a new one; 0 always fetches, null uses PROFILE_MAX_AGE_HOURS. */
  max_age_hours: number | null;
  /** Calls a source in any case: no stored profile is returned, and sources that did not find the person are asked again. */
  force_refresh: boolean;
}

/** A key that items with the same lookup have in common, so that one call serves all of them. */
export function lookupKey({ lookup }: Pick<IntakeItem, 'lookup'>): string {
  return lookup.by === 'url' ? `url:${lookup.url.slug}` : `email:${lookup.email.value}`;
}

/** Whether one result can serve both items. */
export function sameItem(a: IntakeItem, b: IntakeItem): boolean {
  return (
    lookupKey(a) === lookupKey(b) &&
    a.stated_email?.value === b.stated_email?.value &&
    a.suggested_role === b.suggested_role &&
    a.name === b.name &&
    a.include_companies === b.include_companies &&
    a.max_age_hours === b.max_age_hours
  );
}

/** Lookup → LookupKey */
export function keyOf(lookup: Lookup): LookupKey {
  return lookup.by === 'url' ? { by: 'url', slug: lookup.url.slug } : { by: 'email', email: lookup.email.value };
}
