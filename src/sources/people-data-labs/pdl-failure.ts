import { HttpStatusError } from '../../infrastructure/http-client/http-status.error.js';
import { UpstreamError } from '../../infrastructure/http-client/upstream.error.js';
import { AccountRefusal } from '../account-refusal.js';
import { invalidUrl, notFound, type SourceError, type Subject } from '../source.errors.js';

/** https://docs.peopledatalabs.com/docs/errors; other statuses have their usual meaning. */
const ERRORS_BY_STATUS: Readonly<Record<number, (subject: Subject) => SourceError>> = {
  400: invalidUrl,
  401: () =>
    new AccountRefusal(
      'The profile source rejected the API key: set PDL_API_KEY to a valid key and restart the service',
    ),
  402: () =>
    new AccountRefusal(
      'The profile source account has no credits left: buy credits from People Data Labs, or wait for the next billing period',
    ),
  403: () =>
    new AccountRefusal(
      'The profile source does not allow this API key to make the call: check with People Data Labs what your plan covers',
    ),
  // The person may be added to the data later, but retrying does not help.
  404: notFound,
};

/** @param resetsIn milliseconds until the limit is reset, if the response contains it */
export function pdlFailure(error: unknown, subject: Subject, resetsIn: number | null): unknown {
  if (!(error instanceof HttpStatusError)) return error;
  if (error.status === 429) return rateLimited(error.retryAfterMs ?? resetsIn ?? undefined);
  return ERRORS_BY_STATUS[error.status]?.(subject) ?? error;
}

export function rateLimited(retryAfterMs: number | undefined): SourceError {
  return new UpstreamError('RATE_LIMITED', 'The profile source is rate limiting requests', {
    details: 'No calls are left until the rate limit resets; try again later',
    retryable: true,
    retryAfterMs,
  });
}
