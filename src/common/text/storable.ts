/**
 * Makes every text in a value one that Postgres can hold: without NUL, and with replacement characters for halves of
 * surrogate pairs. The raw payload keeps what is dropped here.
 */
export function storable<T>(value: T): T {
  if (typeof value === 'string') return value.replaceAll('\0', '').toWellFormed() as T;
  if (Array.isArray(value)) return value.map(storable) as T;
  if (value === null || typeof value !== 'object' || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, storable(field)])) as T;
}

/**
 * JSON text that Postgres reads: as it came, but for halves of surrogate pairs, which UTF-8 cannot carry and an escape
 * can. A source that sent no JSON is kept as one JSON string.
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
