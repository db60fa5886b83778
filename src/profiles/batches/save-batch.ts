import type { BatchStore } from '../../profile-store/batch.store.js';
import type { BatchRecord } from './batch-record.js';
import { peopleOf, refusedItems, withheld } from './withheld-items.js';

/**
 * Stores a batch without the data of people who are suppressed by then; returns what was stored, or null if the batch was changed
 * since it was read.
 */
export async function saveBatch<Batch extends BatchRecord>(store: BatchStore, batch: Batch): Promise<Batch | null> {
  let record = withheld(batch, refusedItems(batch));
  for (;;) {
    const { suppressed, revision } = await store.save(record, peopleOf(record));
    if (revision !== null) return { ...record, revision };
    if (!suppressed.includes(true)) return null;
    record = withheld(record, suppressed);
  }
}
