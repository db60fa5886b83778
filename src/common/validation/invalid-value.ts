const MAX_LENGTH = 200;

/** A value as an error may repeat it: complete if it is small, otherwise the beginning of its text. */
export function shownValue(value: unknown): unknown {
  if (value === undefined) return null;
  if (typeof value === 'string') return value.slice(0, MAX_LENGTH);
  if (typeof value !== 'object' || value === null) return value;
  const text = JSON.stringify(value);
  return text.length <= MAX_LENGTH ? value : text.slice(0, MAX_LENGTH);
}

/** Replaces a value that must not be repeated. */
export function redactedValue(value: unknown): unknown {
  return value === undefined || value === null ? null : '[redacted]';
}
