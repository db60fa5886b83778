import { APIConnectionError, APIError } from 'openai';
import { UpstreamError } from '../../infrastructure/http-client/upstream.error.js';

/** What went wrong, in words without the key and without the texts that were sent. */
export function upstreamError(error: unknown): UpstreamError {
  if (error instanceof APIConnectionError) {
    return new UpstreamError('UPSTREAM_ERROR', 'The embedding service cannot be reached', {
      retryable: true,
      cause: error,
    });
  }
  if (!(error instanceof APIError)) {
    return new UpstreamError('INVALID_DATA', 'The embedding service answered something unreadable', { cause: error });
  }
  const status = Number(error.status);
  if (status === 429) {
    return new UpstreamError('RATE_LIMITED', 'The embedding service limits the rate of requests', {
      // A quota that is used up does not come back by waiting.
      retryable: error.code !== 'insufficient_quota',
      retryAfterMs: retryAfter(error.headers as Headers | undefined),
      cause: error,
    });
  }
  if (status === 401 || status === 403) {
    return new UpstreamError('ACCESS_DENIED', 'The embedding service refuses OPENAI_API_KEY', { cause: error });
  }
  return new UpstreamError('UPSTREAM_ERROR', `The embedding service answered ${status}`, {
    retryable: status >= 500 || status === 408 || status === 409,
    cause: error,
  });
}

/** Milliseconds; OpenAI sends both the exact `retry-after-ms` and the standard header. */
function retryAfter(headers: Headers | undefined): number | undefined {
  const exact = Number(headers?.get('retry-after-ms') ?? Number.NaN);
  if (Number.isFinite(exact)) return exact;
  const seconds = Number(headers?.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) ? seconds * 1_000 : undefined;
}
