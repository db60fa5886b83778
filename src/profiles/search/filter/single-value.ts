import { storable } from '../../../common/text/storable.js';
import { toBoolean, toNumber } from '../../../common/validation/coercion.js';
import type { Problem } from '../../../common/validation/problems.js';
import { EmailAddress, emailAddressReasons } from '../../../model/email-address.js';
import { withoutSurroundingBlanks } from '../../../model/surrounding-blanks.js';
import { FILTER_LIMITS, type FilterField, type FilterFieldKind } from '../../../model/profile-filter.js';
import { suggestedRoles } from '../../../model/suggested-role.js';
import { oneOf } from './filter-problems.js';
import { toUtcTime } from '../../../common/validation/utc-time.js';

/** One value in the form that the store compares, or what is wrong with it. */
export type ReadValue<T = string | number | boolean> = { value: T } | { problem: Problem };

const problem = (error_type: string, message: string) => ({ problem: { error_type, message } });

/** Reads one value of a field, as `kind` says; texts that the field has a format for are left to `exactText`. */
export function singleValue(kind: FilterFieldKind, sent: unknown): ReadValue {
  if (kind === 'text') return text(sent);
  if (kind === 'number') return number(sent);
  return kind === 'time' ? time(sent) : flag(sent);
}

export function flag(sent: unknown): ReadValue<boolean> {
  const value = toBoolean(sent);
  if (typeof value === 'boolean') return { value };
  const isSpelled = typeof value === 'string' || typeof value === 'number';
  return isSpelled
    ? problem('bool_parsing', 'Input should be a valid boolean, unable to interpret input')
    : problem('bool_type', 'Input should be a valid boolean');
}

function text(sent: unknown): ReadValue<string> {
  if (typeof sent !== 'string') return problem('string_type', 'Input should be a valid string');
  if (sent.length > FILTER_LIMITS.text) {
    return problem('string_too_long', `String must have at most ${FILTER_LIMITS.text} characters`);
  }
  const value = storable(sent);
  return withoutSurroundingBlanks(value) === '' ? problem('string_too_short', 'String must not be blank') : { value };
}

function number(sent: unknown): ReadValue<number> {
  const value = toNumber(sent);
  if (typeof value !== 'number') {
    return typeof sent === 'string'
      ? problem('float_parsing', 'Input should be a valid number, unable to parse string as a number')
      : problem('float_type', 'Input should be a valid number');
  }
  if (Math.abs(value) <= Number.MAX_SAFE_INTEGER) return { value };
  return value > 0
    ? problem('less_than_equal', `Input should be less than or equal to ${Number.MAX_SAFE_INTEGER}`)
    : problem('greater_than_equal', `Input should be greater than or equal to ${Number.MIN_SAFE_INTEGER}`);
}

function time(sent: unknown): ReadValue<string> {
  const value = typeof sent === 'string' ? toUtcTime(sent) : null;
  return value === null
    ? problem(
        'datetime_parsing',
        'Input should be an ISO 8601 date or time, such as 2026-01-31 or 2026-01-31T12:00:00Z',
      )
    : { value };
}

/** A whole value of a text field in the spelling that is stored, for `=`, `!=` and `in`. */
export function exactText(field: FilterField, value: string): ReadValue<string> {
  return EXACT_TEXTS[field]?.(value) ?? { value };
}

const EXACT_TEXTS: Partial<Record<FilterField, (value: string) => ReadValue<string>>> = {
  country_code: (written) => {
    const value = written.trim().toUpperCase();
    return /^[A-Z]{2}$/.test(value)
      ? { value }
      : problem('string_pattern_mismatch', 'Input should be a country code of two letters (ISO 3166-1), such as DE');
  },
  suggested_role: (written) => {
    const value = written.trim().toUpperCase();
    return suggestedRoles.some((role) => role === value)
      ? { value }
      : problem('enum', `Input should be ${oneOf(suggestedRoles)}`);
  },
  email: (written) => {
    const address = EmailAddress.check(written);
    return typeof address === 'string' ? problem(address, emailAddressReasons[address]) : { value: address.value };
  },
};
