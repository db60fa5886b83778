import type { JobColumn } from '../job.js';
import type { CheckedItem } from './item-checker.js';

/** Columns that the items of one list can have in an export. */
export const MAX_LIST_KEYS = 100;

/** The keys of `custom` over a whole list, in order of first appearance: the columns of its exports. */
export class CustomKeys {
  private readonly keys = new Set<string>();

  /** Null without any. */
  get columns(): JobColumn[] | null {
    return this.keys.size === 0 ? null : Array.from(this.keys, (name) => ({ name, as: null }));
  }

  /** An item whose keys would exceed the limit becomes an invalid row. */
  checked(row: CheckedItem): CheckedItem {
    if (!('item' in row) || row.item.custom === null || Array.isArray(row.item.custom)) return row;
    const added = Object.keys(row.item.custom).filter((key) => !this.keys.has(key));
    const [value] = added;
    if (value !== undefined && this.keys.size + added.length > MAX_LIST_KEYS) {
      return { value, reason: `custom must have at most ${MAX_LIST_KEYS} different keys over all items` };
    }
    for (const key of added) this.keys.add(key);
    return row;
  }
}
