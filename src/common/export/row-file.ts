import { BOM, csv, type Cell } from './csv.js';
import type { FileFormat } from './export-format.js';
import { PageSize } from './page-size.js';

/** A field of a row: what a file calls it, and its value. */
export type RowField<Row> = readonly [name: string, value: (row: Row) => Cell];

/** A page of rows after a position, which is null for the first one; `next` is null on the last one. */
export type ScanRows<Row> = (after: number | null, limit: number) => Promise<{ rows: Row[]; next: number | null }>;

export interface RowFile<Row> {
  format: FileFormat;
  /** Whether CSV begins with a byte order mark. */
  bom: boolean;
  fields: readonly RowField<Row>[];
  scan: ScanRows<Row>;
}

/** Maximum number of rows on a page, however short they are. */
const MOST_ROWS = 200;

/** The parts of a file, each made of one page of rows that is read when the part is taken. */
export async function* rowFileParts<Row>({ format, bom, fields, scan }: RowFile<Row>): AsyncGenerator<string> {
  const page = new PageSize(MOST_ROWS);
  let before = format === 'csv' ? `${bom ? BOM : ''}${csv([fields.map(([name]) => name)])}` : '';
  let after: number | null = null;
  do {
    const { rows, next } = await scan(after, page.rows);
    const text = `${before}${format === 'csv' ? csvRows(rows, fields) : ndjson(rows, fields)}`;
    if (text !== '') yield text;
    before = '';
    // CSV contains only some of the data that was read into memory.
    page.learn(rows.length, format === 'csv' ? JSON.stringify(rows).length : text.length);
    after = next;
  } while (after !== null);
}

function csvRows<Row>(rows: readonly Row[], fields: readonly RowField<Row>[]): string {
  return csv(rows.map((row) => fields.map(([, value]) => value(row))));
}

function ndjson<Row>(rows: readonly Row[], fields: readonly RowField<Row>[]): string {
  const line = (row: Row) => JSON.stringify(Object.fromEntries(fields.map(([name, value]) => [name, value(row)])));
  return rows.map((row) => `${line(row)}\n`).join('');
}
