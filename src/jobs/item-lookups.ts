import { EmailAddress } from '../model/email-address.js';
import { LinkedInUrl } from '../model/linkedin-url.js';
import type { PersonKeys } from '../model/person-keys.js';
import type { MemberIdentity } from '../model/profile.js';
import type { Lookup } from '../sources/person-source.js';
import type { SourceChain } from '../sources/source-chain.js';
import type { ItemResult, ListItem } from './job.js';

/**
 * How an item is looked up, in order: by URL, and by address if that finds no person. Lookups that no configured source accepts are left
 * out unless none is accepted. Empty for an item that was accepted under earlier rules and is not an address.
 */
export function lookupsOf(item: Pick<ListItem, 'email' | 'linkedin_url'>, sources: SourceChain): Lookup[] {
  const lookups = allLookupsOf(item);
  const accepted = lookups.filter(({ by }) => sources.sourcesBy(by).length > 0);
  return accepted.length > 0 ? accepted : lookups;
}

/** All lookups that are possible for an item, whether or not a source accepts them. */
export function allLookupsOf({ email, linkedin_url }: Pick<ListItem, 'email' | 'linkedin_url'>): Lookup[] {
  return [byUrl(linkedin_url), byEmail(email)].filter((lookup) => lookup !== null);
}

/** The keys of a person in these lookups and in the answer to one of them. */
export function keysOf(lookups: readonly Lookup[], member: MemberIdentity | null = null): PersonKeys {
  const slugs = [member?.public_id, ...lookups.map((lookup) => (lookup.by === 'url' ? lookup.url.slug : null))];
  return {
    slugs: slugs.filter((slug) => typeof slug === 'string'),
    linkedin_ids: member?.linkedin_id ? [member.linkedin_id] : [],
    emails: lookups.flatMap((lookup) => (lookup.by === 'email' ? lookup.email.value : [])),
  };
}

/** How the person of a result was found: a lookup by address has used a token, or names the source in its place. */
export function foundBy({
  email,
  linkedin_url,
  token_used,
}: Pick<ItemResult, 'email' | 'linkedin_url' | 'token_used'>): Lookup | null {
  const [url, address] = [byUrl(linkedin_url), byEmail(email)];
  return token_used === null ? (url ?? address) : (address ?? url);
}

function byUrl(text: string | null): Lookup | null {
  const url = LinkedInUrl.safeParse(text);
  return url && { by: 'url', url };
}

function byEmail(text: string | null): Lookup | null {
  const email = EmailAddress.safeParse(text);
  return email && { by: 'email', email };
}
