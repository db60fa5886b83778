import { SqlError } from '../../infrastructure/postgres/sql.error.js';
import type { ErrorType, ItemError, ItemOutcome } from '../job.js';

/** SQLSTATE codes for data that Postgres cannot read, or that exceeds its limits. */
const DATA = /^(22|54)/;

/** Replaces an outcome that cannot be stored with an error that says so. */
export function unstorable(outcome: ItemOutcome, reason: unknown): ItemError {
  const { email_number, email, linkedin_url, custom, attempts, token_used, timestamp, sources_asked } = outcome;
  const error = 'The answer of the profile source could not be stored';
  const error_type = errorTypeOf(reason);
  return {
    email_number,
    email,
    linkedin_url,
    custom,
    success: false,
    error,
    error_type,
    retryable: false,
    sources_asked,
    attempts,
    timestamp,
    token_used,
  };
}

/** JavaScript throws RangeError for data that is too deep or too long to be written as JSON. */
function errorTypeOf(reason: unknown): ErrorType {
  const isOfTheData = reason instanceof RangeError || (reason instanceof SqlError && DATA.test(reason.code));
  return isOfTheData ? 'data_validation' : 'unknown';
}
