import type { ErrorKind } from './application.error.js';

/** The only place where what happened becomes an HTTP status. */
export const statusOf: Readonly<Record<ErrorKind, number>> = {
  malformed: 400,
  forbidden: 403,
  'not-found': 404,
  'method-not-allowed': 405,
  'not-acceptable': 406,
  'timed-out': 408,
  conflict: 409,
  gone: 410,
  'too-large': 413,
  'unsupported-media-type': 415,
  invalid: 422,
  'too-many-requests': 429,
  'headers-too-large': 431,
  // Unavailable For Legal Reasons (RFC 7725); 403 is what clients take for a problem with their key.
  suppressed: 451,
  internal: 500,
  'upstream-failed': 502,
  unavailable: 503,
  'upstream-timeout': 504,
};
