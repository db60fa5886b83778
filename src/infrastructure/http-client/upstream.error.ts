import type { FailureCode } from '../../model/failure.js';

interface UpstreamErrorOptions {
  /** More about it, in words that may be shown to the client: no bodies, no addresses. */
  details?: string;
  /** Whether the same call may succeed later. */
  retryable?: boolean;
  /** What the upstream asked for in `Retry-After`, in milliseconds. */
  retryAfterMs?: number;
  cause?: unknown;
}

/** A call to the outside that did not bring what it was made for. Message and details are fit for a client's eyes. */
export class UpstreamError extends Error {
  override readonly name = 'UpstreamError';
  readonly details?: string;
  readonly retryable: boolean;
  readonly retryAfterMs?: number;

  constructor(
    readonly code: FailureCode,
    message: string,
    { details, retryable = false, retryAfterMs, cause }: UpstreamErrorOptions = {},
  ) {
    super(message, { cause });
    this.details = details;
    this.retryable = retryable;
    this.retryAfterMs = retryAfterMs;
  }
}
