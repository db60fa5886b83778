import { ApplicationError, type ErrorDetails } from './application.error.js';
import { commonErrors } from './common.errors.js';

/** One thing wrong with one field of a request. */
export interface FieldError {
  /** Dotted path, `profiles.0.linkedin_url`; `body` for the body as a whole. */
  field: string;
  message: string;
  /** What was sent, cut to 200 characters; null for a missing field. */
  invalid_value: unknown;
  error_type: string;
}

/** A request that was parsed but is invalid; lists every problem. */
export class InvalidRequestError extends ApplicationError {
  override readonly name = 'InvalidRequestError';

  constructor(
    readonly fieldErrors: readonly FieldError[],
    details: ErrorDetails = {},
  ) {
    super(commonErrors.VALIDATION_ERROR, { ...details, total_errors: fieldErrors.length });
  }
}
