import { errorCatalogue } from './error-catalogue.js';

/** Errors that any route may answer with. */
export const commonErrors = errorCatalogue({
  BAD_REQUEST: { kind: 'malformed', message: 'The request could not be read' },
  VALIDATION_ERROR: {
    kind: 'invalid',
    message: 'Request validation failed',
    suggestions: ['Correct every field listed in validation_errors'],
  },
  UNAUTHORIZED: {
    kind: 'forbidden',
    message: 'Invalid or missing API key',
    suggestions: [
      'Send the key in the X-API-Key header',
      'In local mode, use the key in the file api-key of the data directory (.data by default)',
    ],
  },
  FORBIDDEN: {
    kind: 'forbidden',
    message: 'This request is not allowed',
    suggestions: ['Use a key with the scope in required_scope, or add it to this key in API_KEYS'],
  },
  HOST_NOT_ALLOWED: {
    kind: 'forbidden',
    message: 'In local mode the service only accepts requests to a loopback host name',
    suggestions: ['Use http://localhost or http://127.0.0.1', 'Set API_KEYS to allow other host names'],
  },
  ORIGIN_NOT_ALLOWED: {
    kind: 'forbidden',
    message: 'In local mode the service does not accept requests from web pages on other origins',
    suggestions: ['Add the origin to CORS_ORIGINS if you trust its pages'],
  },
  NOT_FOUND: {
    kind: 'not-found',
    message: 'No route matches this path',
    suggestions: ['See /docs or /openapi.json for all routes'],
  },
  METHOD_NOT_ALLOWED: {
    kind: 'method-not-allowed',
    message: 'Method not allowed',
    suggestions: ['Use one of the methods listed in the Allow header'],
  },
  REQUEST_TIMEOUT: {
    kind: 'timed-out',
    message: 'The request body did not arrive in time',
    suggestions: ['Send the same request again', 'Send fewer items per request'],
  },
  CONFLICT: { kind: 'conflict', message: 'The request conflicts with the current state of the resource' },
  PAYLOAD_TOO_LARGE: {
    kind: 'too-large',
    message: 'The request body is larger than this route accepts',
    suggestions: ['Send fewer items per request'],
  },
  UNSUPPORTED_MEDIA_TYPE: {
    kind: 'unsupported-media-type',
    message: 'The request body must be JSON in UTF-8, with a supported content encoding',
    suggestions: ['Set the Content-Type header to application/json'],
  },
  HEADERS_TOO_LARGE: {
    kind: 'headers-too-large',
    message: 'The path and headers together exceed 16 KB',
  },
  RATE_LIMIT_EXCEEDED: {
    kind: 'too-many-requests',
    message: 'Too many requests',
    suggestions: ['Retry after the number of seconds in the Retry-After header'],
  },
  INTERNAL_ERROR: {
    kind: 'internal',
    message: 'An unexpected error occurred',
    suggestions: ['Look up the request_id in the service log, or include it when you report the problem'],
  },
  UPSTREAM_ERROR: { kind: 'upstream-failed', message: 'An upstream service failed' },
  UPSTREAM_TIMEOUT: { kind: 'upstream-timeout', message: 'An upstream service did not respond in time' },
  SERVICE_UNAVAILABLE: {
    kind: 'unavailable',
    message: 'Part of the service is temporarily unavailable',
    suggestions: [
      'Retry after the number of seconds in the Retry-After header',
      'Check GET /system/health to see which part is affected',
    ],
  },
});
