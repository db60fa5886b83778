import { ExactNumber } from '../../model/exact-number.js';

export type Fields = Readonly<Record<string, unknown>>;

/** The fields of an object; none for other values. */
export function fields(value: unknown): Fields {
  if (Array.isArray(value)) return value.length === 1 ? fieldsOf(value[0]) : {};
  return fieldsOf(value);
}

function fieldsOf(value: unknown): Fields {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject && !(value instanceof ExactNumber) ? (value as Fields) : {};
}
