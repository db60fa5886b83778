/**
 * Makes all texts in a value storable in Postgres: removes NUL, and replaces lone surrogates. The raw payload keeps the
 * originals.
 */
export function storable<T>(value: T): T {
  if (typeof value === 'string') return value.replaceAll('\0', '').toWellFormed() as T;
  if (Array.isArray(value)) return value.map(storable) as T;
  if (value === null || typeof value !== 'object' || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, storable(field)])) as T;
}

/**
 * JSON text that Postgres can read: unchanged except for lone surrogates, which become escapes because UTF-8 cannot encode
 * them. A text that is not JSON becomes a JSON string.
 */
export function storableJson(raw: string): string {
  const text = isJson(raw) ? raw : JSON.stringify(raw);
  return text.isWellFormed() ? text : text.replace(/\p{Cs}/gu, (half) => `\\u${half.charCodeAt(0).toString(16)}`);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
