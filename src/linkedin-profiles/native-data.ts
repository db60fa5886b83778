import { NumberValue } from '@aws-sdk/lib-dynamodb';
import { ExactNumber } from '../model/exact-number.js';
import type { JsonValue } from '../model/json-value.js';

/** Nesting depth that a native attribute may have: DynamoDB allows 32; two are kept in reserve. */
const MAX_DEPTH = 30;
/** Digits that DynamoDB stores of a number. */
const MAX_DIGITS = 38;
/** As DynamoDB writes numbers: without exponent, and without zeros that do not count. Negative zero loses its sign. */
const PLAIN_NUMBER = /^(?!-0$)-?(?:0|[1-9]\d*)(?:\.\d*[1-9])?$/;

/**
 * Whether DynamoDB stores the data exactly as a native attribute, which other readers of the table can inspect. Everything else
 * is stored as packed JSON, so that it is read back unchanged:
 * - data that is not an object, because readers of the table expect one
 * - data nested more deeply than DynamoDB allows
 * - numbers with an exponent or more than 38 digits, and negative zero, which DynamoDB rejects or writes differently
 * - lone surrogates, which UTF-8 cannot encode
 * - empty names, and the names `__proto__` and `constructor`, which the SDK mishandles
 */
export function isNative(data: JsonValue): data is { [name: string]: JsonValue } {
  return isObject(data) && !Array.isArray(data) && fits(data, 1);
}

/** Native data as the SDK sends it: it rejects doubles beyond 2^53, and does not know the numbers of this service. */
export function toNative(data: JsonValue): unknown {
  if (data instanceof ExactNumber || isBeyondSafe(data)) return NumberValue.from(String(data));
  if (!isObject(data)) return data;
  if (Array.isArray(data)) return data.map(toNative);
  return Object.fromEntries(Object.entries(data).map(([name, field]) => [name, toNative(field)]));
}

function fits(value: JsonValue, depth: number): boolean {
  if (typeof value === 'string') return value.isWellFormed();
  if (typeof value === 'number') return isNativeNumber(Object.is(value, -0) ? '-0' : String(value));
  if (value instanceof ExactNumber) return isNativeNumber(value.text);
  if (!isObject(value)) return true;
  if (depth > MAX_DEPTH) return false;
  if (Array.isArray(value)) return value.every((element) => fits(element, depth + 1));
  return Object.entries(value).every(([name, field]) => isNativeName(name) && fits(field, depth + 1));
}

function isObject(value: JsonValue): value is JsonValue[] | { [name: string]: JsonValue } {
  return typeof value === 'object' && value !== null && !(value instanceof ExactNumber);
}

function isNativeName(name: string): boolean {
  return name !== '' && name !== '__proto__' && name !== 'constructor' && name.isWellFormed();
}

function isNativeNumber(text: string): boolean {
  return text.replace(/\D/g, '').length <= MAX_DIGITS && PLAIN_NUMBER.test(text);
}

function isBeyondSafe(value: JsonValue): value is number {
  return typeof value === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER;
}
