import type { TotalRelation } from './page.js';
import type { PageBody } from './pagination.dto.js';

interface Rows<T> {
  rows: readonly T[];
  next_cursor: string | null;
  total: number | null;
  total_relation?: TotalRelation;
}

/** A page of a store as the client gets it, each row through `toDto`. */
export function pageBody<T, D>(
  { rows, next_cursor, ...counted }: Rows<T>,
  limit: number,
  toDto: (row: T) => D,
): PageBody<D> {
  return { data: rows.map(toDto), pagination: { limit, next_cursor, has_more: next_cursor !== null, ...counted } };
}
