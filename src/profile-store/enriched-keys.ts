import type { PersonKeys } from '../model/person-keys.js';
import type { EnrichedProfile } from './profile.store.js';

/** The keys of a fetched person: those in the answer, and the one that the person was looked up by. */
export function keysOfEnriched({ profile, requested_slug, email }: EnrichedProfile): PersonKeys {
  return {
    slugs: [profile.public_id, requested_slug].filter((slug) => slug !== null),
    linkedin_ids: profile.linkedin_id === null ? [] : [profile.linkedin_id],
    emails: email === null ? [] : [email],
  };
}

/** The same, with an address that only a list states for the person. */
export function everythingLeadingTo(enriched: EnrichedProfile): PersonKeys {
  const { emails, ...keys } = keysOfEnriched(enriched);
  return { ...keys, emails: enriched.stated_email === null ? emails : [...emails, enriched.stated_email] };
}
