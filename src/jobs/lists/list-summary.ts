import type { ListItem } from '../job.js';
import { DistinctItems } from './distinct-items.js';
import type { CheckedItem } from './item-checker.js';

/** A row that was left out. */
export interface InvalidRow {
  /** Position in the list, from 1; of a file, the number that a spreadsheet shows. */
  row: number;
  /** What is invalid, cut to 200 characters. */
  value: string;
  reason: string;
}

/** Counts of the rows of a list. */
export interface ListSummary {
  rows_read: number;
  /** Items of the job. */
  total: number;
  /** Items that have a member URL, which is looked up first. */
  with_url: number;
  /** Valid rows of people who occur in an earlier row. */
  duplicates: number;
  invalid_count: number;
  /** The first ones. */
  invalid_rows: InvalidRow[];
}

export const SHOWN_INVALID_ROWS = 100;

/** Sorts the rows of a list, however long it is, into items, duplicates and invalid rows. */
export class ListTally implements ListSummary {
  rows_read = 0;
  total = 0;
  with_url = 0;
  duplicates = 0;
  invalid_count = 0;
  readonly invalid_rows: InvalidRow[] = [];
  private readonly seen = new DistinctItems();

  /** The item of a row that is valid and new. */
  add(row: number, checked: CheckedItem): ListItem | null {
    this.rows_read += 1;
    if ('reason' in checked) {
      this.invalid_count += 1;
      if (this.invalid_rows.length < SHOWN_INVALID_ROWS) this.invalid_rows.push({ row, ...checked });
      return null;
    }
    const { item } = checked;
    if (!this.seen.isNew(item)) {
      this.duplicates += 1;
      return null;
    }
    this.total += 1;
    if (item.linkedin_url !== null) this.with_url += 1;
    return item;
  }
}
