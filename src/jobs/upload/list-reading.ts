import { createHash } from 'node:crypto';
import type { JobColumn, ListItem } from '../job.js';
import { MAX_ADDED } from '../job.store.js';
import type { ItemChecker } from '../lists/item-checker.js';
import { ListTally } from '../lists/list-summary.js';
import type { FileRow } from './file-row.js';
import type { ListFile } from './list-file.js';
import { ListFileParser } from './list-file-parser.js';
import { uploadProblems } from './upload.errors.js';
import { MAX_ROWS } from './upload-limits.js';

/** Bytes of the file that make a group, however few rows they are. */
const MAX_GROUP_BYTES = 4 * 1_024 * 1_024;

/** Reads a list once, while it arrives. */
export class ListReading {
  /** The counts of the rows so far. */
  readonly summary = new ListTally();
  private readonly parser: ListFileParser;
  private readonly hash = createHash('sha256');

  constructor(
    private readonly file: ListFile,
    private readonly checker: ItemChecker,
  ) {
    this.parser = new ListFileParser(file);
  }

  /**
   * Valid items of people who did not come before, in groups that a store takes and memory holds.
   * @throws ApplicationError for a file that cannot be read, or has too many rows
   */
  async *items(): AsyncGenerator<ListItem[]> {
    let group: ListItem[] = [];
    let groupBytes = 0;
    for await (const { rows, bytes } of this.parts()) {
      groupBytes += bytes;
      for (const row of rows) {
        const item = this.itemOf(row);
        if (item) group.push(item);
        if (group.length < MAX_ADDED) continue;
        yield group;
        [group, groupBytes] = [[], 0];
      }
      if (group.length === 0 || groupBytes < MAX_GROUP_BYTES) continue;
      yield group;
      [group, groupBytes] = [[], 0];
    }
    if (group.length > 0) yield group;
  }

  /** The columns of the file, and what they contain; complete when all items were read. */
  get columns(): JobColumn[] {
    return this.parser.columns?.list() ?? [];
  }

  /** SHA-256 of the file, whose items must have been read; asked for once. */
  digest(): string {
    return this.hash.digest('hex');
  }

  private async *parts(): AsyncGenerator<{ rows: FileRow[]; bytes: number }> {
    for await (const part of this.file.bytes) {
      this.hash.update(part);
      yield { rows: await this.parser.write(part), bytes: part.length };
    }
    yield { rows: await this.parser.end(), bytes: 0 };
  }

  private itemOf(row: FileRow): ListItem | null {
    if (this.summary.rows_read === MAX_ROWS) throw uploadProblems.tooManyRows();
    if ('raw' in row) return this.summary.add(row.row, this.checker.check(row.raw));
    return this.summary.add(row.row, { value: row.value, reason: row.reason });
  }
}
