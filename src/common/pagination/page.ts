import { InvalidRequestError } from '../errors/invalid-request.error.js';

export interface PageRequest {
  /** Maximum number of rows, 1 to 100. */
  limit: number;
  /** From `next_cursor` of the page before. */
  cursor?: string;
}

/** Whether a total is the number of all rows, or a lower bound because counting stopped early. */
export const totalRelations = ['exact', 'at_least'] as const;
export type TotalRelation = (typeof totalRelations)[number];

/** A page of a list that is not counted. */
export interface PageRows<T> {
  rows: T[];
  /** Null on the last page. */
  next_cursor: string | null;
}

export interface Page<T> extends PageRows<T> {
  /** Rows over all pages. */
  total: number;
  /** Absent where all rows are always counted. */
  total_relation?: TotalRelation;
}

/** A cursor that this service did not issue for this list. */
export class InvalidCursorError extends InvalidRequestError {
  constructor(cursor: string) {
    const message = 'Input should be the next_cursor of a previous page';
    super([{ field: 'cursor', message, invalid_value: cursor.slice(0, 200), error_type: 'cursor' }]);
  }
}
