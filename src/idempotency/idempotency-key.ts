import { InvalidRequestError } from '../common/errors/invalid-request.error.js';

/** In characters; a longer key would not fit into the index. */
export const MAX_IDEMPOTENCY_KEY = 255;

const SHOWN_LENGTH = 200;

/**
 * The value of the header; undefined if it is absent.
 * @throws InvalidRequestError
 */
export function idempotencyKey(header: string | undefined): string | undefined {
  const key = header?.trim();
  if (key === undefined || key === '') return undefined;
  if (key.length <= MAX_IDEMPOTENCY_KEY) return key;
  throw new InvalidRequestError([
    {
      field: 'Idempotency-Key',
      message: `String must have at most ${MAX_IDEMPOTENCY_KEY} characters`,
      invalid_value: key.slice(0, SHOWN_LENGTH),
      error_type: 'string_too_long',
    },
  ]);
}
