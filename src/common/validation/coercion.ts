/**
 * Conversions that clients of the earlier services rely on (Pydantic's lax mode): numbers and booleans may be sent as
 * text. Values that cannot be converted stay unchanged, so that the validator can report them.
 */

const INTEGER = /^[+-]?\d+(\.0+)?$/;
const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;
const TRUE = new Set(['true', '1', 'yes', 'on', 'y', 't']);
const FALSE = new Set(['false', '0', 'no', 'off', 'n', 'f']);

export function toInteger(value: unknown): unknown {
  return typeof value === 'string' && INTEGER.test(value.trim()) ? Number(value) : value;
}

export function toNumber(value: unknown): unknown {
  return typeof value === 'string' && NUMBER.test(value.trim()) ? Number(value) : value;
}

export function toBoolean(value: unknown): unknown {
  if (value === 1) return true;
  if (value === 0) return false;
  if (typeof value !== 'string') return value;
  const text = value.trim().toLowerCase();
  if (TRUE.has(text)) return true;
  return FALSE.has(text) ? false : value;
}
