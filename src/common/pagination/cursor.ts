import { InvalidCursorError, type Page, type PageRows, type TotalRelation } from './page.js';

/** A place in a list: the numbers that its rows are ordered by. */
export type Place = readonly number[];

const PLACE = /^\d{1,15}(?:\.\d{1,15})*$/;

/** Opaque on purpose: clients hand it back, and the order may change. */
export function encodeCursor(place: Place): string {
  return Buffer.from(place.join('.')).toString('base64url');
}

/**
 * @param length how many numbers a place of this list has
 * @throws InvalidCursorError
 */
export function decodeCursor(cursor: string, length: number): Place {
  const text = Buffer.from(cursor, 'base64url').toString('latin1');
  const place = text.split('.').map(Number);
  // Decoding ignores characters outside base64url, so a cursor counts only if it is spelled exactly as it was issued.
  if (!PLACE.test(text) || place.length !== length || encodeCursor(place) !== cursor)
    throw new InvalidCursorError(cursor);
  return place;
}

/**
 * The rows of a page, and the cursor of the next one.
 * @param rows up to `limit` + 1 rows, because the extra one shows that there is a next page
 */
export function pageRows<Row, T>(
  rows: readonly Row[],
  limit: number,
  placeOf: (row: Row) => Place,
  read: (row: Row) => T,
): PageRows<T> {
  const onPage = rows.slice(0, limit);
  const last = onPage.at(-1);
  const next_cursor = rows.length > limit && last !== undefined ? encodeCursor(placeOf(last)) : null;
  return { rows: onPage.map(read), next_cursor };
}

/** Like `pageRows`, with the total. */
export function pageOf<Row, T>(
  { rows, ...counted }: { rows: Row[]; total: number; total_relation?: TotalRelation },
  limit: number,
  placeOf: (row: Row) => Place,
  read: (row: Row) => T,
): Page<T> {
  return { ...pageRows(rows, limit, placeOf, read), ...counted };
}
