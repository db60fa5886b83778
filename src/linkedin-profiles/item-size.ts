import { ExactNumber } from '../model/exact-number.js';
import type { JsonValue } from '../model/json-value.js';

/** The value of an attribute. */
export type ItemValue = JsonValue | Uint8Array;

/** Largest item that DynamoDB accepts, including attribute names, in bytes. */
export const MAX_ITEM_BYTES = 400 * 1024;

/** Overhead of a list or map; each element adds one byte. */
const CONTAINER_BYTES = 3;

/**
 * Size of an item as DynamoDB counts it, in bytes. Numbers are rounded up because their size is documented only approximately
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html).
 */
export function itemSize(item: Readonly<Record<string, ItemValue>>): number {
  return Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + valueSize(value), 0);
}

function valueSize(value: ItemValue): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (typeof value === 'number' || value instanceof ExactNumber) return numberSize(String(value));
  if (value === null || typeof value === 'boolean') return 1;
  if (value instanceof Uint8Array) return value.byteLength;
  if (Array.isArray(value)) {
    return value.reduce<number>((sum, element) => sum + 1 + valueSize(element), CONTAINER_BYTES);
  }
  const fields = value as Record<string, ItemValue>;
  return CONTAINER_BYTES + Object.keys(fields).length + itemSize(fields);
}

/** One byte per two significant digits, one for the exponent, one for the sign, and one for digits that cross a byte boundary. */
function numberSize(value: string): number {
  const digits = value.replace(/e.*/i, '').replace(/\D/g, '').length;
  return Math.ceil(digits / 2) + 3;
}
