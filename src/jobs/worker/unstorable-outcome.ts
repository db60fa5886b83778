import { SqlError } from '../../infrastructure/postgres/sql.error.js';
import type { ErrorType, ItemError, ItemOutcome } from '../job.js';

/** SQLSTATE of what the database cannot read, and of what is more or deeper than it takes. */
const DATA = /^(22|54)/;

/** What is kept of an outcome that cannot be stored: that it could not. */
export function unstorable(outcome: ItemOutcome, reason: unknown): ItemError {
  const { email_number, email, attempts, token_used, timestamp } = outcome;
  const error = 'The answer of the profile source could not be stored';
  const error_type = errorTypeOf(reason);
  return {
    email_number,
    email,
    success: false,
    error,
    error_type,
    retryable: false,
    attempts,
    timestamp,
    token_used,
  };
}

/** JavaScript says RangeError where data is too deep or too long to be written as JSON. */
function errorTypeOf(reason: unknown): ErrorType {
  const isOfTheData = reason instanceof RangeError || (reason instanceof SqlError && DATA.test(reason.code));
  return isOfTheData ? 'data_validation' : 'unknown';
}
