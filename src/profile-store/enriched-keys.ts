import type { PersonKeys } from '../model/person-keys.js';
import type { EnrichedProfile } from './profile.store.js';

/** What a fetched person is known by: what the answer says, and what the person was found by. */
export function keysOfEnriched({ profile, requested_slug, email }: EnrichedProfile): PersonKeys {
  return {
    slugs: [profile.public_id, requested_slug].filter((slug) => slug !== null),
    linkedin_ids: profile.linkedin_id === null ? [] : [profile.linkedin_id],
    emails: email === null ? [] : [email],
  };
}

/** The same with an address that only a list ties to the person. */
export function everythingLeadingTo(enriched: EnrichedProfile): PersonKeys {
  const { emails, ...keys } = keysOfEnriched(enriched);
  return { ...keys, emails: enriched.stated_email === null ? emails : [...emails, enriched.stated_email] };
}
