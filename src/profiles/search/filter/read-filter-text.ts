import type { FieldError } from '../../../common/errors/invalid-request.error.js';
import { checkBounds } from '../../../common/json/bounded-json.js';
import { shownValue } from '../../../common/validation/invalid-value.js';
import type { FilterNode } from '../../../model/profile-filter.js';
import { readFilter } from './read-filter.js';

/** Far above any filter within its limits; a query string is shorter anyway. */
const BOUNDS = { depth: 20, values: 10_000 };

/** A filter as JSON text, as `readFilter` reads one. */
export function readFilterText(sent: unknown, field: string): { filter: FilterNode } | { problems: FieldError[] } {
  if (typeof sent !== 'string') return wrong(field, sent, 'string_type', 'Input should be a valid string');
  const json = parsed(sent);
  return json === undefined
    ? wrong(field, sent, 'json_invalid', 'Input should be a filter as JSON text, percent-encoded')
    : readFilter(json, field);
}

function parsed(text: string): unknown {
  try {
    checkBounds(text, BOUNDS);
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function wrong(field: string, sent: unknown, error_type: string, message: string): { problems: FieldError[] } {
  return { problems: [{ field, message, invalid_value: shownValue(sent), error_type }] };
}
