import { ExactNumber } from '../../model/exact-number.js';
import type { JsonValue } from '../../model/json-value.js';
import { invalidData, notFound } from '../source.errors.js';

/**
 * What the API answered, where it answered with somebody. It lists who it found under `persons`; other shapes pass as they are.
 * @throws UpstreamError PROFILE_NOT_FOUND for an empty list, INVALID_DATA for what can be no person
 */
export function foundData(json: unknown): JsonValue {
  if (typeof json !== 'object' || json === null || json instanceof ExactNumber) throw invalidData('profile');
  const found = Array.isArray(json) ? json : 'persons' in json ? json.persons : json;
  if (found === null || (Array.isArray(found) && found.length === 0)) throw notFound('profile');
  if (Object.keys(json).length === 0) throw invalidData('profile');
  return json as JsonValue;
}
