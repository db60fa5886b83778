import type { ColumnChoice } from '../columns/column-field.js';
import { numberedColumn } from '../columns/column-names.js';
import type { FileColumns } from '../columns/file-columns.js';
import { MAX_COLUMNS, misfit, nextLine, type FileRow, type RowParser } from '../file-row.js';
import { cellText } from '../text/cell-text.js';
import { Head } from '../text/head.js';
import { dialectOf } from './csv-dialect.js';
import { CsvRecords } from './csv-records.js';
import { unreadableRow } from './unreadable-row.js';

/** Bytes in which a header usually is. */
const ENOUGH = 65_536;

/** Reads CSV of any usual dialect, with its header among the first rows or without one. */
export class CsvRows implements RowParser {
  private head = new Head(ENOUGH);
  private open: OpenFile | null = null;

  constructor(private readonly choice: ColumnChoice) {}

  get columns(): FileColumns | null {
    return this.open?.columns ?? null;
  }

  async write(bytes: Buffer): Promise<FileRow[]> {
    if (this.open) return this.open.write(bytes);
    const head = this.head.add(bytes);
    return head === null ? [] : this.begin(head, false);
  }

  async end(): Promise<FileRow[]> {
    const rows = this.open ? [] : await this.begin(this.head.take(), true);
    return [...rows, ...((await this.open?.end()) ?? [])];
  }

  private async begin(head: Buffer, isWhole: boolean): Promise<FileRow[]> {
    const dialect = await dialectOf(head, isWhole, this.choice);
    if (dialect === null) return this.waitForMore(head);
    const { delimiter, layout, skipped } = dialect;
    this.open = new OpenFile(new CsvRecords(delimiter), layout.columns, layout.dataFrom);
    return this.open.write(head.subarray(skipped));
  }

  private waitForMore(head: Buffer): FileRow[] {
    this.head = new Head(4 * head.length);
    this.head.add(head);
    return [];
  }
}

/** A file whose columns are known. */
class OpenFile {
  /** Records so far; blank ones are rows of a spreadsheet too. */
  private count = 0;

  constructor(
    private readonly records: CsvRecords,
    readonly columns: FileColumns,
    private readonly dataFrom: number,
  ) {}

  write(bytes: Buffer): Promise<FileRow[]> {
    return this.read(() => this.records.write(bytes));
  }

  end(): Promise<FileRow[]> {
    return this.read(() => this.records.end());
  }

  private async read(step: () => Promise<string[][]>): Promise<FileRow[]> {
    const rows: FileRow[] = [];
    try {
      for (const cells of await step()) {
        this.count = nextLine(this.count);
        const row = this.count > this.dataFrom ? this.row(cells) : null;
        if (row) rows.push(row);
      }
    } catch (error) {
      throw unreadableRow(error, this.count + 1);
    }
    return rows;
  }

  /** Null for a row without data. */
  private row(record: readonly string[]): FileRow | null {
    const width = record.findLastIndex((cell) => cell.trim() !== '') + 1;
    if (width === 0) return null;
    const cells = record.slice(0, Math.max(width, Math.min(record.length, this.columns.count))).map(cellText);
    const misfitting = misfit(this.count, cells, this.columns);
    if (misfitting) return misfitting;
    for (let index = this.columns.count; index < Math.min(width, MAX_COLUMNS); index += 1)
      this.columns.add(numberedColumn(index), null);
    return { row: this.count, raw: this.columns.item(cells) };
  }
}
