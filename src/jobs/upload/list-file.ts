import type { ColumnChoice } from './columns/column-field.js';
import type { ListFileFormat } from './list-file-format.js';

/** A file with a list, while it arrives. */
export interface ListFile {
  /** Read once. */
  bytes: AsyncIterable<Buffer>;
  /** Null: as its first bytes show. */
  format: ListFileFormat | null;
  columns: ColumnChoice;
  /** Null if the client did not name it. */
  name: string | null;
}
