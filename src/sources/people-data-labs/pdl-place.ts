import type { Fields } from '../mapping/record.js';
import { firstText, text } from '../mapping/text.js';

/** The location in a record; `prefix` is that of its fields, `location_` or empty. */
export function placeName(record: Fields, prefix: string): string | null {
  const parts = ['locality', 'region', 'country'].map((part) => record[`${prefix}${part}`]);
  // Plans without the name of the place still include the country.
  return firstText(record[`${prefix}name`]) ?? joined(parts);
}

/** The known parts as one line. */
export function joined(parts: readonly unknown[]): string | null {
  return (
    parts
      .map(text)
      .filter((part) => part !== null)
      .join(', ') || null
  );
}
