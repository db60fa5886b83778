import type { BatchStore } from '../../profile-store/batch.store.js';
import { peopleOf, refusedItems, withheld, type BatchRecord } from './withheld-items.js';

/** Stores a batch without anything of people who are suppressed by then; returns what was stored. */
export async function saveBatch(store: BatchStore, batch: BatchRecord): Promise<BatchRecord> {
  let record = withheld(batch, refusedItems(batch));
  for (;;) {
    const suppressed = await store.save(record, peopleOf(record));
    if (!suppressed.includes(true)) return record;
    record = withheld(record, suppressed);
  }
}
