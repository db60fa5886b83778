import { InvalidRequestError } from '../../../common/errors/invalid-request.error.js';
import { JsonBoundsError, parseBounded } from '../../../common/json/bounded-json.js';
import { shownValue } from '../../../common/validation/invalid-value.js';
import { isObject } from '../../../common/validation/plain-object.js';

const BOUNDS = { depth: 8, values: 1_000 };

/** A field or parameter whose text is a JSON object. @throws InvalidRequestError */
export function jsonField(field: string, text: string): Record<string, unknown> {
  const json = parsed(text);
  if (isObject(json)) return json;
  throw invalidField(field, `${field} must be a JSON object`, text);
}

export function invalidField(field: string, message: string, value: unknown): InvalidRequestError {
  return new InvalidRequestError([{ field, message, invalid_value: shownValue(value), error_type: 'json_invalid' }]);
}

function parsed(text: string): unknown {
  try {
    return parseBounded(text, BOUNDS);
  } catch (error) {
    if (error instanceof JsonBoundsError || error instanceof SyntaxError) return null;
    throw error;
  }
}
