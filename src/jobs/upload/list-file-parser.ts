import type { ListFile } from './list-file.js';
import type { FileColumns } from './columns/file-columns.js';
import { CsvRows } from './csv/csv-rows.js';
import type { FileRow, RowParser } from './file-row.js';
import { formatOf, refuseOtherFormats, refuseOtherTexts } from './list-file-format.js';
import { NdjsonRows } from './ndjson/ndjson-rows.js';
import { Head } from './text/head.js';
import { Utf8Transcoder } from './text/utf8-transcoder.js';

/** Bytes by which format and encoding are found. */
const ENOUGH = 4_096;

/** Reads rows from the bytes of a CSV or NDJSON file, in the encoding and dialect that it has. */
export class ListFileParser implements RowParser {
  private readonly head = new Head(ENOUGH);
  private open: { text: Utf8Transcoder; rows: RowParser } | null = null;

  constructor(private readonly file: Pick<ListFile, 'format' | 'columns'>) {}

  get columns(): FileColumns | null {
    return this.open?.rows.columns ?? null;
  }

  async write(bytes: Buffer): Promise<FileRow[]> {
    if (this.open) return this.open.rows.write(this.open.text.write(bytes));
    const head = this.head.add(bytes);
    return head === null ? [] : this.begin(head);
  }

  async end(): Promise<FileRow[]> {
    const rows = this.open ? [] : await this.begin(this.head.take());
    const last = this.open && [await this.open.rows.write(this.open.text.end()), await this.open.rows.end()];
    return [rows, ...(last ?? [])].flat();
  }

  private begin(head: Buffer): Promise<FileRow[]> {
    refuseOtherFormats(head);
    const text = new Utf8Transcoder(head);
    const bytes = text.write(head);
    const Rows = formatOf(bytes, this.file.format) === 'csv' ? CsvRows : NdjsonRows;
    if (Rows === CsvRows) refuseOtherTexts(bytes);
    this.open = { text, rows: new Rows(this.file.columns) };
    return this.open.rows.write(bytes);
  }
}
