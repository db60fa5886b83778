import { retryAfterMs } from './retry-after.js';
import { UpstreamError, type UpstreamErrorCode } from './upstream.error.js';

/** A response with an error status; sources translate the status into something more precise. */
export class HttpStatusError extends UpstreamError {
  /** @param service as messages name it after `the`: `profile source` */
  constructor(
    readonly status: number,
    service: string,
    retryAfter: string | null = null,
  ) {
    super(codeOf(status), `${wordsFor(status, service)} (HTTP ${status})`, {
      retryable: status >= 500 || status === 429 || status === 408 || status === 425,
      retryAfterMs: retryAfterMs(retryAfter),
    });
  }
}

function codeOf(status: number): UpstreamErrorCode {
  if (status === 429) return 'RATE_LIMITED';
  if (status === 408 || status === 504) return 'UPSTREAM_TIMEOUT';
  if (status === 401 || status === 403) return 'ACCESS_DENIED';
  return 'UPSTREAM_ERROR';
}

function wordsFor(status: number, service: string): string {
  if (status === 429) return `The ${service} is rate limiting requests`;
  if (status === 408 || status === 504) return `The ${service} timed out`;
  if (status === 401 || status === 403) return `The ${service} rejected the credentials`;
  return status >= 500 ? `The ${service} is having problems` : `The ${service} rejected the request`;
}
