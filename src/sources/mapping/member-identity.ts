import { LinkedInUrl } from '../../model/linkedin-url.js';
import type { MemberIdentity } from '../../model/profile.js';
import type { Fields } from './record.js';
import { text } from './text.js';

/** LinkedIn's number of a member; IDs such as `ACoAA…` are opaque, not numbers. */
const NUMBER = /^(?:urn:li:member:)?([1-9]\d{0,29})$/;

/** Whether the payload says who the person is: by name, by member URL or by number. */
export function namesSomebody(payload: Fields): boolean {
  return nameOf(payload) !== null || publicUrl(payload) !== null || memberNumber(payload) !== null;
}

/** Placeholders for a name: addresses, and words such as "anonymous". */
const NO_NAME = /^(?:\S+@\S+|https?:\/\/\S+|(?:(?:null|undefined|unknown|anonymous|n\/a)\s*)+)$/i;
/** Longer texts are not names, and are not matched against patterns. */
const LONGEST_CHECKED = 200;

/** A name contains letters; numbers and punctuation are not a name. */
export function nameOf(payload: Fields): string | null {
  const inParts = [text(payload['first_name']), text(payload['last_name'])].filter((part) => part !== null);
  const name = text(payload['full_name']) ?? (inParts.join(' ') || null);
  return name !== null && /\p{L}/u.test(name) && !isPlaceholder(name) ? name : null;
}

function isPlaceholder(name: string): boolean {
  return name.length <= LONGEST_CHECKED && NO_NAME.test(name);
}

export function memberNumber(payload: Fields): string | null {
  return NUMBER.exec(text(payload['profile_id']) ?? '')?.[1] ?? null;
}

/** @param requested null for a person who was not looked up by URL */
export function identityOf(payload: Fields, requested: LinkedInUrl | null): MemberIdentity {
  return { public_id: (publicUrl(payload) ?? requested)?.slug ?? null, linkedin_id: memberNumber(payload) };
}

/** The member's slug may differ from the requested one. It may be decoded or percent-encoded. */
export function publicUrl(payload: Fields): LinkedInUrl | null {
  const slug = text(payload['public_id']);
  const spellings = slug === null ? [] : [encodeURIComponent(slug), ...(slug.includes('/') ? [] : [slug])];
  const urls = [
    ...spellings.map((spelling) => `https://www.linkedin.com/in/${spelling}/`),
    text(payload['linkedin_url']),
  ];
  return urls.map((url) => LinkedInUrl.safeParse(url)).find((url) => url !== null) ?? null;
}
