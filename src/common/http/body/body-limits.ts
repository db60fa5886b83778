import { commonErrors } from '../../errors/common.errors.js';
import { InvalidRequestError } from '../../errors/invalid-request.error.js';
import type { JsonBounds } from '../../json/json-scanner.js';
import { MAX_DEPTH } from '../../validation/json-shape.js';

const KIB = 1_024;
const MIB = 1_024 * KIB;

/** Limits for one kind of caller. Sizes are in bytes after decompression, times in milliseconds. */
export interface BodyLimits {
  /** Maximum body size for paths without their own limit. */
  readonly body: number;
  /** All bodies being received or processed, over all connections. */
  readonly inFlight: number;
  /** Maximum time for receiving a whole body. */
  readonly receiveMs: number;
  /** Maximum pause between two parts of it. */
  readonly pauseMs: number;
}

/** Callers with a valid key, and in local mode all callers of routes that need none. */
export const CALLER_LIMITS: BodyLimits = {
  body: 1 * MIB,
  inFlight: 64 * MIB,
  receiveMs: 120_000,
  pauseMs: 20_000,
};

/**
 * Anonymous callers: enough to report that a body is malformed. They have their own budget so that they cannot use up that of the
 * others.
 */
export const UNAUTHENTICATED_LIMITS: BodyLimits = {
  body: 16 * KIB,
  inFlight: 4 * MIB,
  receiveMs: 10_000,
  pauseMs: 5_000,
};

/** Maximum body size of a list of up to 50,000 items. */
export const LIST_BODY = 16 * MIB;

/** Maximum number of values in one body, not counting keys: as many as a list of 50,000 items with 20 fields each. */
export const MAX_VALUES = 1_000_000;

export const BODY_BOUNDS: JsonBounds = { depth: MAX_DEPTH, values: MAX_VALUES };

/** Retry-After for a body that was not received for lack of memory, or because the service stops; in seconds. */
const RETRY_SECONDS = 5;

export const bodyErrors = {
  tooLarge: (limit_bytes: number) => commonErrors.PAYLOAD_TOO_LARGE({ limit_bytes }),
  tooManyValues: () =>
    commonErrors.PAYLOAD_TOO_LARGE(
      { limit_values: MAX_VALUES },
      { message: 'The request body contains more values than this service accepts' },
    ),
  tooDeep: () => unreadable(`JSON must not be nested more than ${MAX_DEPTH} levels deep`),
  notJson: () => unreadable('JSON decode error: the request body is not valid JSON'),
  cutShort: () => commonErrors.BAD_REQUEST({}, { message: 'The request body was shorter than its Content-Length' }),
  notDecodable: () => commonErrors.BAD_REQUEST({}, { message: 'The request body does not match its Content-Encoding' }),
  unknownEncoding: () => commonErrors.UNSUPPORTED_MEDIA_TYPE(),
  tooSlow: () => commonErrors.REQUEST_TIMEOUT(),
  stopping: () =>
    commonErrors.SERVICE_UNAVAILABLE(
      {},
      { message: 'The service is shutting down; send the request again', retryAfterSeconds: RETRY_SECONDS },
    ),
  noRoom: () =>
    commonErrors.SERVICE_UNAVAILABLE(
      {},
      { message: 'Too many request bodies are being received', retryAfterSeconds: RETRY_SECONDS },
    ),
};

function unreadable(message: string): InvalidRequestError {
  return new InvalidRequestError([{ field: 'body', message, invalid_value: null, error_type: 'json_invalid' }]);
}
