import { EmailAddress } from '../model/email-address.js';
import { withoutSurroundingBlanks } from '../model/surrounding-blanks.js';

/** What the row of an address may be stored under: other programs wrote addresses as they were given. The normalized one is first. */
export function spellingsOf(email: string): ReadonlySet<string> {
  const address = EmailAddress.safeParse(email);
  if (address === null) return new Set();
  return new Set([address.value, ...address.formerValues, withoutSurroundingBlanks(email)]);
}
