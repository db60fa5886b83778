import { InvalidRequestError } from '../common/errors/invalid-request.error.js';
import { EmailAddress, emailAddressReasons, type EmailAddressProblem } from '../model/email-address.js';
import { mailboxesIn } from '../model/mailbox-list.js';
import { MAX_ITEMS } from './dto/create-batch.dto.js';
import type { InvalidRow } from './lists/list-summary.js';

export interface EmailList {
  /** Each once, in the order in which they came first. */
  valid: string[];
  /** With the position of the value, from 1. */
  invalid: InvalidRow[];
  /** Valid addresses that had come before, in whatever spelling. */
  duplicates: number;
}

const SHOWN_LENGTH = 200;

/**
 * Reads a list of values, each of which may contain several addresses; an invalid one does not affect the others.
 * @throws InvalidRequestError for more addresses than one job may have
 */
export function readEmails(values: readonly unknown[]): EmailList {
  const valid = new Set<string>();
  const invalid: InvalidRow[] = [];
  let read = 0;
  for (const [index, value] of values.entries()) {
    for (const checked of addressesIn(value)) {
      read += 1;
      if (read > MAX_ITEMS) throw tooMany();
      if (checked instanceof EmailAddress) valid.add(checked.value);
      else
        invalid.push({ row: index + 1, value: shown(checked.written), reason: emailAddressReasons[checked.problem] });
    }
  }
  return { valid: [...valid], invalid, duplicates: read - invalid.length - valid.size };
}

interface NoAddress {
  written: unknown;
  problem: EmailAddressProblem;
}

function* addressesIn(value: unknown): Generator<EmailAddress | NoAddress> {
  const whole = EmailAddress.check(value);
  if (whole instanceof EmailAddress || typeof value !== 'string') {
    yield typeof whole === 'string' ? { written: value, problem: whole } : whole;
    return;
  }
  let parts = 0;
  for (const { written, address } of mailboxesIn(value)) {
    parts += 1;
    const checked = EmailAddress.check(address);
    yield typeof checked === 'string' ? { written, problem: checked } : checked;
  }
  if (parts === 0) yield { written: value, problem: 'email_empty' };
}

function shown(value: unknown): string {
  return (typeof value === 'string' ? value : (JSON.stringify(value) ?? '')).slice(0, SHOWN_LENGTH);
}

function tooMany(): InvalidRequestError {
  const message = `List must have at most ${MAX_ITEMS} email addresses`;
  return new InvalidRequestError([{ field: 'emails', message, invalid_value: null, error_type: 'too_long' }]);
}
