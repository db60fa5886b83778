import type { JsonValue } from '../model/json-value.js';

/** Keys under which a source wraps the person, beside what it says about the match. */
const WRAPPED: Readonly<Record<string, string>> = { 'people-data-labs': 'data' };

/** The part of a source's answer that the result of a job shows; the stored answer may be wrapped or not. */
export function shownData(source: string, answer: JsonValue): JsonValue {
  const key = WRAPPED[source];
  if (key === undefined || typeof answer !== 'object' || answer === null || Array.isArray(answer)) return answer;
  const inside = (answer as Record<string, JsonValue>)[key];
  return typeof inside === 'object' && inside !== null ? inside : answer;
}
