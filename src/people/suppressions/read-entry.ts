import { isObject } from '../../common/validation/plain-object.js';
import { EmailAddress, emailAddressReasons } from '../../model/email-address.js';
import { LinkedInUrl, linkedInUrlReasons } from '../../model/linkedin-url.js';
import type { PersonKeys } from '../../model/person-keys.js';
import type { InvalidSuppression } from './dto/add-suppressions.dto.js';

type Problem = Omit<InvalidSuppression, 'index'>;

/** The identifiers in an entry of a list, or why it cannot be used. */
export function readEntry(entry: unknown): PersonKeys | Problem {
  if (!isObject(entry)) return { field: null, reason: 'Entry must be an object' };
  const [url, email] = [entry['linkedin_url'] ?? null, entry['email'] ?? null];
  if (url === null && email === null) return { field: null, reason: 'Entry must have a linkedin_url or an email' };
  const member = url === null ? null : LinkedInUrl.check(url);
  if (typeof member === 'string') return { field: 'linkedin_url', reason: linkedInUrlReasons[member] };
  const address = email === null ? null : EmailAddress.check(email);
  if (typeof address === 'string') return { field: 'email', reason: emailAddressReasons[address] };
  return { slugs: member ? [member.slug] : [], linkedin_ids: [], emails: address ? [address.value] : [] };
}
