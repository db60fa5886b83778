import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { checkBounds, JsonBoundsError, parseBounded } from '../common/json/bounded-json.js';
import type { JsonBounds } from '../common/json/json-scanner.js';
import { ExactNumber } from '../model/exact-number.js';
import type { JsonValue } from '../model/json-value.js';

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
  if (typeof stored !== 'object' || stored === null || stored instanceof ExactNumber) return stored as JsonValue;
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
