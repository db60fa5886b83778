import { EmailAddress } from '../model/email-address.js';
import { withoutSurroundingBlanks } from '../model/surrounding-blanks.js';
import { isPartitionKey } from './key-limits.js';

/**
 * What the row of an address may be stored under: other programs wrote addresses as they were given, also those that are none. The
 * normalized one is first.
 */
export function spellingsOf(email: string): ReadonlySet<string> {
  const address = EmailAddress.safeParse(email);
  const normalized = address === null ? [] : [address.value, ...address.formerValues];
  return new Set([...normalized, withoutSurroundingBlanks(email), email].filter(isPartitionKey));
}
