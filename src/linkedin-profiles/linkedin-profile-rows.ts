import type { JsonValue } from '../model/json-value.js';

/** A row as it is stored, whichever program wrote it. */
export interface TableRow {
  /** As it is spelled in the table. */
  email: string;
  /** When it was written, or when it was fetched if that is unknown; null if neither can be read. */
  at: Date | null;
  data: () => Promise<JsonValue>;
}

export interface RowsPage {
  /** Rows that were read. */
  rows: number;
  deleted: number;
  /** Where the next page starts; null after the last one. */
  next: string | null;
}

/** The whole table, to be read page by page, in a stable but meaningless order. */
export abstract class LinkedInProfileRows {
  /**
   * Deletes the chosen rows of one page. A row that is saved again at the same time stays.
   * @param after where the previous page ended; null for the first page, and for a position that cannot be read
   * @param chosen those of the given rows that are to be deleted
   * @throws DynamoDbUnavailableError
   */
  abstract deletePage(
    after: string | null,
    chosen: (rows: readonly TableRow[]) => Promise<ReadonlySet<TableRow>>,
  ): Promise<RowsPage>;
}
