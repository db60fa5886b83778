import { errorCatalogue } from './error-catalogue.js';

/** Errors that any route may answer with. */
export const commonErrors = errorCatalogue({
  BAD_REQUEST: { kind: 'malformed', message: 'The request cannot be read' },
  VALIDATION_ERROR: {
    kind: 'invalid',
    message: 'Request validation failed',
    suggestions: ['Correct the fields listed in validation_errors; all of them are listed at once'],
  },
  UNAUTHORIZED: {
    kind: 'forbidden',
    message: 'Invalid or missing API key',
    suggestions: ['Send the key in the X-API-Key header', 'In local mode the key is printed when the service starts'],
  },
  FORBIDDEN: { kind: 'forbidden', message: 'This request is not allowed' },
  HOST_NOT_ALLOWED: {
    kind: 'forbidden',
    message: 'In local mode the service answers to loopback names only',
    suggestions: ['Call it as http://localhost or http://127.0.0.1', 'Set API_KEYS to serve other names'],
  },
  ORIGIN_NOT_ALLOWED: {
    kind: 'forbidden',
    message: 'In local mode pages of other origins may not call the service',
    suggestions: ['Add the origin to CORS_ORIGINS if its pages are yours'],
  },
  NOT_FOUND: {
    kind: 'not-found',
    message: 'Nothing is served at this path',
    suggestions: ['Every route is listed in /docs and /openapi.json'],
  },
  METHOD_NOT_ALLOWED: {
    kind: 'method-not-allowed',
    message: 'This path does not take this method',
    suggestions: ['The Allow header lists the methods it takes'],
  },
  REQUEST_TIMEOUT: {
    kind: 'timed-out',
    message: 'The body did not come in within the time for it',
    suggestions: ['Send the same request again', 'Send fewer items in one request'],
  },
  CONFLICT: { kind: 'conflict', message: 'The request does not fit the present state' },
  PAYLOAD_TOO_LARGE: {
    kind: 'too-large',
    message: 'The body is larger than this route accepts',
    suggestions: ['Send fewer items in one request'],
  },
  UNSUPPORTED_MEDIA_TYPE: {
    kind: 'unsupported-media-type',
    message: 'The body must be JSON, in UTF-8 and with a known content encoding',
    suggestions: ['Send the header Content-Type: application/json'],
  },
  HEADERS_TOO_LARGE: {
    kind: 'headers-too-large',
    message: 'The path and the headers together are longer than 16 KB',
  },
  RATE_LIMIT_EXCEEDED: {
    kind: 'too-many-requests',
    message: 'Too many requests',
    suggestions: ['Wait for as long as the Retry-After header says'],
  },
  INTERNAL_ERROR: {
    kind: 'internal',
    message: 'Something went wrong inside the service',
    suggestions: ['Report the request_id: the log has the cause under it'],
  },
  UPSTREAM_ERROR: { kind: 'upstream-failed', message: 'A service that this one depends on failed' },
  UPSTREAM_TIMEOUT: { kind: 'upstream-timeout', message: 'A service that this one depends on did not answer in time' },
  SERVICE_UNAVAILABLE: {
    kind: 'unavailable',
    message: 'A part of the service is not available now',
    suggestions: ['Try again after as long as the Retry-After header says', 'GET /system/health tells which part'],
  },
});
