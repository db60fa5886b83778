import { EmailAddress } from '../../model/email-address.js';
import { LinkedInUrl } from '../../model/linkedin-url.js';
import type { Lookup } from '../../sources/person-source.js';
import type { ItemResult } from '../job.js';

/** By what an item was found: a lookup by address has a token, or the source in its place. Null in rows of earlier releases. */
export function lookupOf({
  email,
  linkedin_url,
  token_used,
}: Pick<ItemResult, 'email' | 'linkedin_url' | 'token_used'>): Lookup | null {
  const url = LinkedInUrl.safeParse(linkedin_url);
  const address = EmailAddress.safeParse(email);
  if (url !== null && (token_used === null || address === null)) return { by: 'url', url };
  return address && { by: 'email', email: address };
}
