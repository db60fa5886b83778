import { domainToASCII, domainToUnicode } from 'node:url';
import { withoutSurroundingBlanks } from './surrounding-blanks.js';
import { narrowed } from './wide-characters.js';

/** Why a value is not an email address. */
export type EmailAddressProblem =
  | 'email_type'
  | 'email_empty'
  | 'email_too_long'
  | 'email_damaged'
  | 'email_at_sign'
  | 'email_local_part'
  | 'email_domain';

/** Explanations for the sender of the value. */
export const emailAddressReasons: Readonly<Record<EmailAddressProblem, string>> = {
  email_type: 'Email address must be a string',
  email_empty: 'Email address must not be empty',
  email_too_long: 'Email address must have at most 254 characters, and at most 64 before the @',
  email_damaged: 'Email address contains a character that was lost in a conversion (U+FFFD); send the text as UTF-8',
  email_at_sign: 'Email address must contain exactly one @',
  email_local_part: 'The part before the @ contains a character that is not allowed, or a misplaced dot',
  email_domain: 'The part after the @ must be a domain name such as example.com',
};

/** RFC 5321, 4.5.3.1, with the erratum that makes it 254; in characters. */
const MAX_LENGTH = 254;
const MAX_LOCAL_LENGTH = 64;

/** Checked before normalization, which is slow for a long text of combining marks and shortens it to a quarter at most. */
const MAX_DECOMPOSED_LENGTH = 4 * MAX_LENGTH;

/** Characters that are only allowed in quoted local parts (RFC 5321), which real mailboxes do not use. */
const NOT_IN_LOCAL_PART = /[\s\p{Cc}\p{Cs}\p{Zs}\u200B-\u200D\u2060\uFEFF()<>[\]:;,\\"]/u;
const ASCII = /^[\0-\x7f]*$/;
const PUNYCODE = /(?:^|\.)xn--/;
const LABEL = /^[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])?$/u;

/** An email address in its canonical form. */
export class EmailAddress {
  private constructor(
    /** Without blanks around it, in lower case; an internationalized domain in its ASCII form (`xn--…`). */
    readonly value: string,
  ) {}

  /** Spellings of the address in rows stored by earlier releases; empty for an ASCII domain. */
  get formerValues(): readonly string[] {
    const at = this.value.indexOf('@') + 1;
    const domain = this.value.slice(at);
    if (!PUNYCODE.test(domain)) return [];
    const readable = domainToUnicode(domain);
    return readable === '' || readable === domain ? [] : [`${this.value.slice(0, at)}${readable}`];
  }

  /** The address, or why the value is not one; never throws. */
  static check(value: unknown): EmailAddress | EmailAddressProblem {
    if (typeof value !== 'string') return 'email_type';
    const trimmed = withoutSurroundingBlanks(value);
    if (trimmed.length > MAX_DECOMPOSED_LENGTH) return 'email_too_long';
    const text = narrowed(trimmed).normalize('NFC');
    if (text === '') return 'email_empty';
    if (text.length > MAX_LENGTH) return 'email_too_long';
    if (text.includes('\uFFFD')) return 'email_damaged';
    const [writtenLocal = '', domain, ...more] = text.split('@');
    if (domain === undefined || more.length > 0) return 'email_at_sign';
    const local = lowerCase(writtenLocal);
    if (local.length > MAX_LOCAL_LENGTH) return 'email_too_long';
    if (!isLocalPart(local)) return 'email_local_part';
    const ascii = asciiDomain(domain);
    if (ascii === null) return 'email_domain';
    const address = `${local}@${ascii}`;
    return address.length > MAX_LENGTH ? 'email_too_long' : new EmailAddress(address);
  }

  static safeParse(value: unknown): EmailAddress | null {
    const checked = EmailAddress.check(value);
    return typeof checked === 'string' ? null : checked;
  }

  toString(): string {
    return this.value;
  }
}

function lowerCase(text: string): string {
  // Some letters become longer in lower case, and decomposed.
  return text.toLowerCase().normalize('NFC');
}

function isLocalPart(local: string): boolean {
  return local !== '' && !NOT_IN_LOCAL_PART.test(local) && !/^\.|\.\.|\.$/.test(local);
}

/** The ASCII form of a domain; null for an invalid one. */
function asciiDomain(domain: string): string | null {
  // UTS 46 handles upper case itself, and treats text that looks like a number as an IP address.
  const ascii = ASCII.test(domain) ? domain.toLowerCase() : isDomain(domain) ? domainToASCII(domain) : '';
  return isDomain(ascii) ? ascii : null;
}

/** A name with a dot; IP addresses in brackets are not accepted. */
function isDomain(domain: string): boolean {
  const labels = domain.split('.');
  return labels.length > 1 && labels.every((label) => LABEL.test(label)) && !/^\d+$/.test(labels.at(-1) ?? '');
}
