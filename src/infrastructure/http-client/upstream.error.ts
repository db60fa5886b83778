/** Failures that any call can have; a caller that knows more about its upstream has additional codes. */
export type UpstreamErrorCode =
  | 'ACCESS_DENIED'
  | 'INVALID_REQUEST'
  | 'INVALID_DATA'
  | 'RATE_LIMITED'
  | 'UPSTREAM_ERROR'
  | 'UPSTREAM_TIMEOUT'
  | 'UPSTREAM_UNAVAILABLE'
  | 'INTERNAL_ERROR';

interface UpstreamErrorOptions {
  /** Details that may be shown to the client: no bodies, no addresses. */
  details?: string;
  /** Whether the same call may succeed later. */
  retryable?: boolean;
  /** The service works and only its answer is of no use: no reason to pause calls. */
  isAnswer?: boolean;
  /** The request may have been received, but no complete answer came: the connection broke. */
  isUnanswered?: boolean;
  /** The delay that the upstream requested in `Retry-After`, in milliseconds. */
  retryAfterMs?: number;
  cause?: unknown;
}

/** A failed call to an upstream service. Message and details may be shown to the client. */
export class UpstreamError<Code extends string = UpstreamErrorCode> extends Error {
  override readonly name = 'UpstreamError';
  readonly details?: string;
  readonly retryable: boolean;
  readonly retryAfterMs?: number;
  readonly isAnswer: boolean;
  readonly isUnanswered: boolean;

  constructor(
    readonly code: Code,
    message: string,
    {
      details,
      retryable = false,
      retryAfterMs,
      isAnswer = false,
      isUnanswered = false,
      cause,
    }: UpstreamErrorOptions = {},
  ) {
    super(message, { cause });
    this.details = details;
    this.retryable = retryable;
    this.retryAfterMs = retryAfterMs;
    this.isAnswer = isAnswer;
    this.isUnanswered = isUnanswered;
  }
}
