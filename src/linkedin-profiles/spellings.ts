import { EmailAddress } from '../model/email-address.js';
import { withoutSurroundingBlanks } from '../model/surrounding-blanks.js';

/** The keys under which the row of an address may be stored: other programs wrote addresses as given. The normalized one comes first. */
export function spellingsOf(email: string): ReadonlySet<string> {
  const address = EmailAddress.safeParse(email);
  if (address === null) return new Set();
  return new Set([address.value, ...address.formerValues, withoutSurroundingBlanks(email)]);
}
