import type { ColumnChoice } from './columns/column-field.js';
import type { ListFileFormat } from './list-file-format.js';

/** A file with a list, while it arrives. */
export interface ListFile {
  /** Read once. */
  bytes: AsyncIterable<Buffer>;
  /** Null if it is to be determined from the first bytes. */
  format: ListFileFormat | null;
  columns: ColumnChoice;
  /** Null if the client did not name it. */
  name: string | null;
}
