import type { FailureCode } from '../../model/failure.js';
import type { ErrorType } from '../job.js';

const types: Partial<Record<FailureCode, ErrorType>> = {
  PROFILE_NOT_FOUND: 'not_found',
  PROFILE_RESTRICTED: 'user_restricted',
  PERSON_SUPPRESSED: 'suppressed',
  ACCESS_DENIED: 'access_denied',
  INVALID_REQUEST: 'data_validation',
  INVALID_DATA: 'data_validation',
  RATE_LIMITED: 'rate_limited',
  TOKEN_REFUSED: 'token_invalid',
  UPSTREAM_ERROR: 'upstream_error',
  UPSTREAM_UNAVAILABLE: 'upstream_error',
  UPSTREAM_TIMEOUT: 'timeout',
  DEADLINE_EXCEEDED: 'timeout',
};

/** The public name of a failure in the jobs API. */
export const errorType = (code: FailureCode): ErrorType => types[code] ?? 'unknown';
