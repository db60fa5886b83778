import { errorCatalogue } from '../common/errors/error-catalogue.js';

export const idempotencyErrors = errorCatalogue({
  IDEMPOTENCY_KEY_IN_USE: {
    kind: 'conflict',
    message: 'A request with this Idempotency-Key is still being processed',
    suggestions: ['Retry after the number of seconds in the Retry-After header to get its response'],
  },
  IDEMPOTENCY_KEY_REUSED: {
    kind: 'invalid',
    message: 'This Idempotency-Key was already used with a different request',
    suggestions: ['Send the same request to get the same response, or use a new key'],
  },
});
