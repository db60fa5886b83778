import { storable } from '../../common/text/storable.js';
import { toBoolean } from '../../common/validation/coercion.js';
import { EmailAddress, emailAddressReasons, type EmailAddressProblem } from '../../model/email-address.js';
import { LinkedInUrl, linkedInUrlReasons } from '../../model/linkedin-url.js';
import { mailboxesIn } from '../../model/mailbox-list.js';
import { suggestedRoles, type SuggestedRole } from '../../model/suggested-role.js';
import { withoutSurroundingBlanks } from '../../model/surrounding-blanks.js';
import { unguardedCell } from '../../common/text/formula-guard.js';

/** In characters. */
const MAX_NAME_LENGTH = 200;

/** A value that cannot be used, and why. */
export class UnusableValue {
  constructor(
    readonly value: unknown,
    readonly reason: string,
  ) {}
}

/** The result of each of these functions; null for an absent or blank value. */
type Read<T> = T | UnusableValue | null;

/** One address, with or without a name before it. */
export function emailOf(value: unknown): Read<EmailAddress> {
  const given = cell(value);
  if (given === null) return null;
  const whole = EmailAddress.check(given);
  if (whole instanceof EmailAddress) return whole;
  const refused = (problem: EmailAddressProblem) => new UnusableValue(value, emailAddressReasons[problem]);
  if (typeof given !== 'string') return refused(whole);
  const [first, second] = mailboxesIn(given);
  if (second !== undefined && second.address.includes('@')) {
    return new UnusableValue(value, 'More than one email address; put each one in a separate row');
  }
  const checked = EmailAddress.check(second === undefined ? first?.address : given);
  return checked instanceof EmailAddress ? checked : refused(checked);
}

/** In all the spellings of a member URL. */
export function urlOf(value: unknown): Read<LinkedInUrl> {
  const given = cell(value);
  if (given === null) return null;
  const url = LinkedInUrl.check(given);
  return typeof url === 'string' ? new UnusableValue(value, linkedInUrlReasons[url]) : url;
}

export function roleOf(value: unknown): Read<SuggestedRole> {
  const given = cell(value);
  if (given === null) return null;
  const role = suggestedRoles.find((one) => typeof given === 'string' && one === given.toUpperCase());
  return role ?? new UnusableValue(value, 'Suggested role must be CTO, CIO or CISO');
}

export function nameOf(value: unknown): Read<string> {
  const given = cell(value);
  if (given === null) return null;
  return typeof given === 'string' && given.length <= MAX_NAME_LENGTH
    ? storable(given)
    : new UnusableValue(value, `Name must be text of at most ${MAX_NAME_LENGTH} characters`);
}

export function includeCompaniesOf(value: unknown): Read<boolean> {
  const given = cell(value);
  if (given === null) return null;
  const read = toBoolean(given);
  return typeof read === 'boolean' ? read : new UnusableValue(value, 'include_companies must be true or false');
}

/** Text without blanks around it, and without the mark that keeps a spreadsheet from evaluating it. */
function cell(value: unknown): unknown {
  if (typeof value !== 'string') return value ?? null;
  const text = withoutSurroundingBlanks(unguardedCell(withoutSurroundingBlanks(value)));
  return text === '' ? null : text;
}
