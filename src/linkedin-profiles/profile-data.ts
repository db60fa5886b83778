import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { checkBounds, JsonBoundsError, parseBounded, type JsonBounds } from '../common/json/bounded-json.js';
import type { JsonValue } from '../model/json-value.js';

/** Levels of lists and maps that a native attribute may have: DynamoDB takes 32, and two are left to be sure. */
const MAX_DEPTH = 30;
/** Range of DynamoDB's numbers; all digits of a double fit its 38. */
const MAX_MAGNITUDE = 9.9e125;
const MIN_MAGNITUDE = 1e-130;
/** Most that one row holds once it is unpacked, in bytes: something else must have written a row with more. */
const MAX_UNPACKED = 64 * 1024 * 1024;
/** More than any source's answer may hold, so that what was stored before there were bounds is still read. */
const BOUNDS: JsonBounds = { depth: 2_000, values: 2_000_000 };

const pack = promisify(gzip);
const unpack = promisify(gunzip);

/** Thrown for data that no row can hold. The message is one sentence. */
export class UnstorableDataError extends Error {
  override readonly name = 'UnstorableDataError';
}

/**
 * Whether DynamoDB keeps the data exactly as an attribute of its own, which other readers of the table can look into.
 * The rest is kept as packed JSON, so that it comes back as it went in:
 * - what is no object at the top, as readers of the table expect one
 * - more levels than DynamoDB takes
 * - numbers outside its range; integers beyond 2^53, which the SDK refuses; negative zero, which loses its sign
 * - halves of surrogate pairs, which UTF-8 cannot say
 * - empty names, and the names `__proto__` and `constructor`, which the SDK stumbles over
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

/** What `packed` made, as it was; other programs' data as near to it as JSON comes. */
export async function unpacked(stored: unknown): Promise<JsonValue> {
  if (!(stored instanceof Uint8Array)) return readable(stored);
  try {
    const text = await unpack(stored, { maxOutputLength: MAX_UNPACKED });
    return parseBounded(text.toString(), BOUNDS) as JsonValue;
  } catch {
    // One such row of another program must not hide the others on its page.
    return readable(stored);
  }
}

/** Sets are the one kind of attribute besides bytes that JSON does not know. */
function readable(stored: unknown): JsonValue {
  if (stored === undefined) return null;
  if (stored instanceof Set) return [...stored].map(readable);
  if (stored instanceof Uint8Array) return Buffer.from(stored).toString('base64');
  if (Array.isArray(stored)) return stored.map(readable);
  if (typeof stored !== 'object' || stored === null) return stored as JsonValue;
  return Object.fromEntries(Object.entries(stored).map(([name, field]) => [name, readable(field)]));
}

/** In Node 22 and later; TypeScript's library does not have it yet. */
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
