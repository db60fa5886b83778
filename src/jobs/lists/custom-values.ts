import { storable } from '../../common/text/storable.js';
import { isObject } from '../../common/validation/plain-object.js';
import { UnusableValue } from './cell-values.js';

export const MAX_CUSTOM_KEYS = 10;
/** Of a key and of a value, in characters. */
export const MAX_CUSTOM_LENGTH = 200;

/** The custom values of an item, with numbers and booleans as text and null as an empty text; null if there are none. */
export function customOf(value: unknown): Record<string, string> | UnusableValue | null {
  if (value === undefined || value === null) return null;
  if (!isObject(value)) return new UnusableValue(value, 'custom must be an object');
  const entries = Object.entries(value);
  if (entries.length > MAX_CUSTOM_KEYS) {
    return new UnusableValue(value, `custom must have at most ${MAX_CUSTOM_KEYS} keys`);
  }
  const texts: [string, string][] = [];
  for (const [key, given] of entries) {
    const text = textOf(given);
    if (text instanceof UnusableValue) return text;
    const long = [key, text].find(({ length }) => length > MAX_CUSTOM_LENGTH);
    if (long !== undefined) {
      return new UnusableValue(long, `Keys and values of custom must have at most ${MAX_CUSTOM_LENGTH} characters`);
    }
    texts.push([key, text]);
  }
  return storable(Object.fromEntries(texts));
}

function textOf(value: unknown): string | UnusableValue {
  if (value === null) return '';
  if (typeof value === 'string' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'number') return new UnusableValue(value, 'Values of custom must be text, numbers or booleans');
  return Number.isInteger(value) && !Number.isSafeInteger(value)
    ? new UnusableValue(value, 'custom has a number that is too long to be read exactly; send it as text')
    : String(value);
}
