export interface PageRequest {
  /** Rows at most, 1 to 100. */
  limit: number;
  /** From `next_cursor` of the page before. */
  cursor?: string;
}

export interface Page<T> {
  rows: T[];
  /** Null on the last page. */
  next_cursor: string | null;
  /** Rows over all pages. */
  total: number;
}
