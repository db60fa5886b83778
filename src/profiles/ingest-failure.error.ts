import type { ApplicationError } from '../common/errors/application.error.js';
import type { ErrorEntry } from '../common/errors/error-catalogue.js';
import type { FailureCode } from '../model/failure.js';
import type { IngestFailure } from '../pipeline/ingest-outcome.js';
import { ingestErrors } from './profiles.errors.js';

const errorOf: Record<FailureCode, ErrorEntry> = {
  PROFILE_NOT_FOUND: ingestErrors.PROFILE_NOT_FOUND,
  PROFILE_RESTRICTED: ingestErrors.PROFILE_RESTRICTED,
  PERSON_SUPPRESSED: ingestErrors.PERSON_SUPPRESSED,
  INVALID_REQUEST: ingestErrors.PROFILE_URL_REFUSED,
  ACCESS_DENIED: ingestErrors.UPSTREAM_ERROR,
  INVALID_DATA: ingestErrors.UPSTREAM_ERROR,
  RATE_LIMITED: ingestErrors.UPSTREAM_ERROR,
  TOKEN_REFUSED: ingestErrors.UPSTREAM_ERROR,
  UPSTREAM_ERROR: ingestErrors.UPSTREAM_ERROR,
  UPSTREAM_UNAVAILABLE: ingestErrors.UPSTREAM_ERROR,
  UPSTREAM_TIMEOUT: ingestErrors.UPSTREAM_TIMEOUT,
  DEADLINE_EXCEEDED: ingestErrors.UPSTREAM_TIMEOUT,
  STORE_UNAVAILABLE: ingestErrors.SERVICE_UNAVAILABLE,
  CANCELLED: ingestErrors.SERVICE_UNAVAILABLE,
  INTERNAL_ERROR: ingestErrors.INTERNAL_ERROR,
};

const RETRY_AFTER_SECONDS = 5;

/** The failure of a single profile as the error of its request. */
export function ingestError({ code, message, details, stage, retryable }: IngestFailure): ApplicationError {
  return errorOf[code](
    { failure_code: code, stage, retryable, reason: details },
    { message, retryAfterSeconds: retryable ? RETRY_AFTER_SECONDS : undefined },
  );
}
