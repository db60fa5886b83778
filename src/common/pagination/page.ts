import { InvalidRequestError } from '../errors/invalid-request.error.js';

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

/** A cursor that no page was answered with. */
export class InvalidCursorError extends InvalidRequestError {
  constructor(cursor: string) {
    const message = 'Input should be the next_cursor of a previous page';
    super([{ field: 'cursor', message, invalid_value: cursor.slice(0, 200), error_type: 'cursor' }]);
  }
}
