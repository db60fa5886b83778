import { HttpStatusError } from '../../infrastructure/http-client/http-status.error.js';
import { UpstreamError } from '../../infrastructure/http-client/upstream.error.js';
import { AccountRefusal } from '../account-refusal.js';
import { notFound, restricted, type SourceError } from '../source.errors.js';

/** Statuses with a meaning that is specific to this kind of API; all others have their usual meaning. */
const ERRORS_BY_STATUS: Readonly<Record<number, () => SourceError>> = {
  400: invalidEmail,
  401: () => new UpstreamError('TOKEN_REFUSED', 'The profile source rejected the token'),
  402: () =>
    new AccountRefusal(
      'The profile source account has no credits left: buy credits from the provider of BEARER_API_URL',
    ),
  403: () => restricted('profile'),
  404: () => notFound('profile'),
  422: invalidEmail,
  424: () => new UpstreamError('ACCESS_DENIED', 'The profile source is not allowed to return this profile'),
};

export function bearerApiFailure(error: unknown): unknown {
  if (!(error instanceof HttpStatusError)) return error;
  return ERRORS_BY_STATUS[error.status]?.() ?? error;
}

function invalidEmail(): SourceError {
  return new UpstreamError('INVALID_REQUEST', 'The profile source does not accept this email address');
}
