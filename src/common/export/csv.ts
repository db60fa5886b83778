import { stringify } from 'csv-stringify/sync';
import { guardedCell } from '../text/formula-guard.js';

export type Cell = string | number | boolean | Date | object | null | undefined;

/** Tells spreadsheets that a file is UTF-8. */
export const BOM = '\uFEFF';

/** RFC 4180, with cells that no spreadsheet evaluates: several texts of one cell are separated by `; `, other data is JSON. Blanks at the ends of a cell are kept by the quotes around it. */
export function csv(rows: readonly (readonly Cell[])[]): string {
  return stringify(
    rows.map((row) => row.map((cell) => guardedCell(textOf(cell)))),
    { quoted_match: /[\r\n]|^\s|\s$/ },
  );
}

function isTextList(cell: Cell): cell is string[] {
  return Array.isArray(cell) && cell.every((item) => typeof item === 'string');
}

function textOf(cell: Cell): string {
  if (cell === null || cell === undefined) return '';
  if (cell instanceof Date) return cell.toISOString();
  if (isTextList(cell)) return cell.join('; ');
  return typeof cell === 'object' ? JSON.stringify(cell) : String(cell);
}
