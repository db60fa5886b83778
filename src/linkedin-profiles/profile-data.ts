import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { checkBounds, JsonBoundsError, parseBounded } from '../common/json/bounded-json.js';
import type { JsonBounds } from '../common/json/json-scanner.js';
import type { JsonValue } from '../model/json-value.js';

/** Nesting depth that a native attribute may have: DynamoDB allows 32; two are kept in reserve. */
const MAX_DEPTH = 30;
/** Range of DynamoDB's numbers; their 38 digits are enough for any double. */
const MAX_MAGNITUDE = 9.9e125;
const MIN_MAGNITUDE = 1e-130;
/** Maximum size of an unpacked row, in bytes; a larger one must have been written by another program. */
const MAX_UNPACKED = 64 * 1024 * 1024;
/** Above the limit for responses of any source, so that data stored before there were limits is still readable. */
const BOUNDS: JsonBounds = { depth: 2_000, values: 2_000_000 };

const pack = promisify(gzip);
const unpack = promisify(gunzip);

/** Thrown for data that cannot be stored in any row. The message is one sentence. */
export class UnstorableDataError extends Error {
  override readonly name = 'UnstorableDataError';
}

/**
 * Whether DynamoDB stores the data exactly as a native attribute, which other readers of the table can inspect. Everything else
 * is stored as packed JSON, so that it is read back unchanged:
 * - data that is not an object, because readers of the table expect one
 * - data nested more deeply than DynamoDB allows
 * - numbers outside its range; integers beyond 2^53, which the SDK rejects; negative zero, which loses its sign
 * - lone surrogates, which UTF-8 cannot encode
 * - empty names, and the names `__proto__` and `constructor`, which the SDK mishandles
 */
export function isNative(data: JsonValue): data is { [name: string]: JsonValue } {
  return typeof data === 'object' && data !== null && !Array.isArray(data) && fits(data, 1);
}

function fits(value: JsonValue, depth: number): boolean {
  if (typeof value === 'string') return value.isWellFormed();
  if (typeof value === 'number') return isNativeNumber(value);
  if (typeof value !== 'object' || value === null) return true;
  if (depth > MAX_DEPTH) return false;
  if (Array.isArray(value)) return value.every((element) => fits(element, depth + 1));
  return Object.entries(value).every(([name, field]) => isNativeName(name) && fits(field, depth + 1));
}

function isNativeName(name: string): boolean {
  return name !== '' && name !== '__proto__' && name !== 'constructor' && name.isWellFormed();
}

function isNativeNumber(value: number): boolean {
  if (value === 0) return !Object.is(value, -0);
  const size = Math.abs(value);
  if (size > Number.MAX_SAFE_INTEGER) return false;
  return size >= MIN_MAGNITUDE && size <= MAX_MAGNITUDE;
}

/** @throws UnstorableDataError */
export async function packed(data: JsonValue): Promise<Buffer> {
  const json = toJson(data);
  if (Buffer.byteLength(json) > MAX_UNPACKED) throw tooMuch();
  return pack(json);
}

/** Restores what `packed` made; data of other programs is converted to JSON as closely as possible. */
export async function unpacked(stored: unknown): Promise<JsonValue> {
  if (!(stored instanceof Uint8Array)) return readable(stored);
  try {
    const text = await unpack(stored, { maxOutputLength: MAX_UNPACKED });
    return parseBounded(text.toString(), BOUNDS) as JsonValue;
  } catch {
    // One such row of another program must not hide the other rows on its page.
    return readable(stored);
  }
}

/** Besides bytes, sets are the only attribute type that JSON does not have. */
function readable(stored: unknown): JsonValue {
  if (stored === undefined) return null;
  if (stored instanceof Set) return [...stored].map(readable);
  if (stored instanceof Uint8Array) return Buffer.from(stored).toString('base64');
  if (Array.isArray(stored)) return stored.map(readable);
  if (typeof stored !== 'object' || stored === null) return stored as JsonValue;
  return Object.fromEntries(Object.entries(stored).map(([name, field]) => [name, readable(field)]));
}

/** Available since Node 22, but not yet in TypeScript's library. */
const { rawJSON } = JSON as typeof JSON & { rawJSON: (text: string) => unknown };

function toJson(data: JsonValue): string {
  try {
    // Without this, negative zero would be written as zero.
    const json = JSON.stringify(data, (_, value: unknown) => (Object.is(value, -0) ? rawJSON('-0') : value));
    checkBounds(json, BOUNDS);
    return json;
  } catch (error) {
    if (error instanceof RangeError || error instanceof JsonBoundsError) throw tooMuch();
    throw error;
  }
}

function tooMuch(): UnstorableDataError {
  return new UnstorableDataError('The profile data is too deeply nested or too large to be stored');
}
