import { BatchStore, type StoredBatch } from '../../src/profile-store/batch.store.js';

/** Batches in memory; request and response are stored as JSON. */
export class InMemoryBatchStore extends BatchStore {
  readonly batches = new Map<string, StoredBatch>();
  /** Every save, in order. */
  readonly saves: StoredBatch[] = [];
  /** Wraps every call, so that a test can delay it, or fail it before or after its work. */
  around: <T>(work: () => T) => Promise<T> = async (work) => work();

  override save(batch: StoredBatch): Promise<void> {
    const kept = { ...batch, request: asJson(batch.request), response: asJson(batch.response) };
    return this.around(() => {
      this.batches.set(batch.id, kept);
      this.saves.push(kept);
    });
  }

  override findById(id: string): Promise<StoredBatch | null> {
    return this.around(() => {
      const batch = this.batches.get(id);
      return batch ? { ...batch } : null;
    });
  }

  override removeOlderThan(date: Date): Promise<number> {
    return this.around(() => {
      const old = [...this.batches.values()].filter(({ created_at }) => created_at < date);
      for (const { id } of old) this.batches.delete(id);
      return old.length;
    });
  }
}

const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
