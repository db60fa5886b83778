import type { RawItem } from '../lists/item-checker.js';
import type { FileColumns } from './columns/file-columns.js';
import { cellAsText } from './columns/cell-as-text.js';
import { uploadProblems } from './upload.errors.js';
import { MAX_LINES } from './upload-limits.js';

/** Maximum number of columns of a file, whose cells are all kept with their row. */
export const MAX_COLUMNS = 50;
/** Of a cell, in characters. */
export const MAX_CELL = 1_000;
const SHOWN_LENGTH = 200;

/** A row of a file with data in it. */
export type FileRow =
  | { row: number; raw: RawItem }
  /** `value`: what the row would have been looked up by, or the line that is wrong; at most 200 characters. */
  | { row: number; value: string; reason: string };

/** Splits a file into rows, part by part. Rows are numbered as a spreadsheet shows them. */
export interface RowParser {
  /** The rows that end in this part. @throws InvalidRequestError if the rest of the file cannot be read */
  write(bytes: Buffer): Promise<FileRow[]>;
  /** The rows that are left. */
  end(): Promise<FileRow[]>;
  /** Known when a row is; wider when a row was wider than those before. */
  readonly columns: FileColumns | null;
}

/** Null if the cells fit, else the row as an invalid one. */
export function misfit(row: number, cells: readonly unknown[], columns: FileColumns): FileRow | null {
  const long = cells.findIndex((cell) => cellAsText(cell).length > MAX_CELL);
  if (cells.length <= MAX_COLUMNS && long === -1) return null;
  const reason =
    long === -1
      ? `Row must have at most ${MAX_COLUMNS} cells`
      : `Cell in column ${long + 1} must have at most ${MAX_CELL.toLocaleString('en')} characters`;
  const { email, linkedin_url } = columns.lookups(cells);
  const value = cellAsText(linkedin_url) || cellAsText(email);
  return { row, value: value.slice(0, SHOWN_LENGTH), reason };
}

/** The number of the line that follows. @throws ApplicationError for more than a file may have: blank lines take time too */
export function nextLine(count: number): number {
  if (count === MAX_LINES) throw uploadProblems.tooManyRows();
  return count + 1;
}
