import { InvalidRequestError } from '../../../common/errors/invalid-request.error.js';
import { EmailAddress } from '../../../model/email-address.js';
import { LinkedInUrl } from '../../../model/linkedin-url.js';
import {
  columnKey,
  fieldsOf,
  isLookup,
  unknownChoice,
  type ColumnChoice,
  type ColumnField,
} from '../columns/column-field.js';
import { distinctNames, numberedColumn } from '../columns/column-names.js';
import { FileColumns } from '../columns/file-columns.js';
import { fieldByContent } from '../columns/field-by-content.js';
import { MAX_COLUMNS } from '../file-row.js';
import { noUsableColumn, tooManyColumns, unknownColumn, unreadableFile } from '../file-problems.js';

/** Rows among which the header is looked for: LinkedIn's Connections.csv begins with notes. */
export const HEADER_WITHIN = 20;

export interface Layout {
  columns: FileColumns;
  /** Index of the first record with data. */
  dataFrom: number;
}

/** The columns by the first records of a file, with decoded cells; or why the file cannot be used. */
export function layoutOf(records: readonly (readonly string[])[], choice: ColumnChoice): Layout | InvalidRequestError {
  const rows = records.slice(0, HEADER_WITHIN).map(withoutBlanksAtTheEnd);
  const first = rows.findIndex((row) => row.length > 0);
  for (const [index, row] of rows.entries()) {
    const names = distinctNames(row);
    const fields = fieldsOf(names, choice);
    if (fields.some(isLookup) && !isPerson(row, choice)) return withHeader(names, fields, index, choice);
    const found = index === first && choice.size === 0 ? row.map(fieldByContent) : [];
    if (found.some(isLookup)) return withoutHeader(found, index);
  }
  const widest = rows.reduce((one, other) => (other.length > one.length ? other : one), []);
  if (widest.length === 0) return unreadableFile('The file has no rows', 'file_empty');
  const names = distinctNames(widest);
  const unknown = unknownChoice(names, choice);
  return unknown === undefined ? noUsableColumn(names, ...likelyColumn(names, rows)) : unknownColumn(unknown, names);
}

/** The column for an example of a choice: the first whose cells look like addresses or member URLs. */
function likelyColumn(names: readonly string[], rows: readonly (readonly string[])[]): [number, ColumnField] {
  const found = names.map((_name, column) => rows.map((row) => fieldByContent(row[column] ?? '')).find(Boolean));
  const index = Math.max(0, found.findIndex(Boolean));
  return [index, found[index] ?? 'email'];
}

/** Whether this row is somebody's, where a cell such as "LinkedIn" or "Email" is not the name of a column. */
function isPerson(row: readonly string[], choice: ColumnChoice): boolean {
  return row.some(
    (cell) =>
      !choice.has(columnKey(cell)) && (EmailAddress.safeParse(cell) !== null || LinkedInUrl.safeParse(cell) !== null),
  );
}

function withHeader(
  names: readonly string[],
  fields: readonly (ColumnField | null)[],
  index: number,
  choice: ColumnChoice,
): Layout | InvalidRequestError {
  if (names.length > MAX_COLUMNS) return tooManyColumns(names.length);
  const unknown = unknownChoice(names, choice);
  if (unknown !== undefined) return unknownColumn(unknown, names);
  return { columns: new FileColumns(names, fields), dataFrom: index + 1 };
}

function withoutHeader(fields: readonly (ColumnField | null)[], index: number): Layout | InvalidRequestError {
  if (fields.length > MAX_COLUMNS) return tooManyColumns(fields.length);
  const names = fields.map((_field, column) => numberedColumn(column));
  return { columns: new FileColumns(names, fields), dataFrom: index };
}

function withoutBlanksAtTheEnd(row: readonly string[]): readonly string[] {
  return row.slice(0, row.findLastIndex((cell) => cell.trim() !== '') + 1);
}
