import { EmailAddress, emailAddressReasons } from '../model/email-address.js';
import type { InvalidEmail } from './dto/create-batch.dto.js';

export interface EmailList {
  /** Without duplicates, in order of first appearance. */
  valid: string[];
  invalid: InvalidEmail[];
  duplicates: number;
}

const SHOWN_LENGTH = 200;

/** Reads a list of up to 50,000 values; an invalid value does not affect the others. */
export function readEmails(values: readonly unknown[]): EmailList {
  const valid = new Set<string>();
  const invalid: InvalidEmail[] = [];
  for (const value of values) {
    const checked = EmailAddress.check(value);
    if (checked instanceof EmailAddress) valid.add(checked.value);
    else invalid.push({ value: shown(value), reason: emailAddressReasons[checked] });
  }
  return { valid: [...valid], invalid, duplicates: values.length - invalid.length - valid.size };
}

function shown(value: unknown): string {
  return (typeof value === 'string' ? value : (JSON.stringify(value) ?? '')).slice(0, SHOWN_LENGTH);
}
