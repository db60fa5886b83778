/** What happened, independent of HTTP. */
export type ErrorKind =
  | 'malformed'
  | 'forbidden'
  | 'not-found'
  | 'method-not-allowed'
  | 'not-acceptable'
  | 'timed-out'
  | 'conflict'
  | 'gone'
  | 'too-large'
  | 'unsupported-media-type'
  | 'headers-too-large'
  | 'invalid'
  | 'too-many-requests'
  | 'suppressed'
  | 'internal'
  | 'upstream-failed'
  | 'unavailable'
  | 'upstream-timeout';

export type ErrorDetails = Record<string, unknown>;

export interface ApplicationErrorOptions {
  /** Replaces the message of the catalogue. */
  message?: string;
  /** When the same request may succeed, in seconds from now. */
  retryAfterSeconds?: number;
  cause?: unknown;
}

interface Known {
  code: string;
  kind: ErrorKind;
  message: string;
  suggestions?: readonly string[];
}

/** An expected error. Everything except the cause may be shown to the client. */
export class ApplicationError extends Error {
  override readonly name: string = 'ApplicationError';
  readonly code: string;
  readonly kind: ErrorKind;
  readonly suggestions: readonly string[] | null;
  readonly retryAfterSeconds?: number;

  constructor(
    { code, kind, message, suggestions }: Known,
    readonly details: ErrorDetails = {},
    options: ApplicationErrorOptions = {},
  ) {
    super(options.message ?? message, { cause: options.cause });
    this.code = code;
    this.kind = kind;
    this.suggestions = suggestions ?? null;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}
