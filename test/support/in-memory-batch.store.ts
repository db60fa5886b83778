import type { PersonKeys } from '../../src/model/person-keys.js';
import { isAbout } from './fake-suppressions.js';
import { BatchStore, type StoredBatch } from '../../src/profile-store/batch.store.js';

/** Batches in memory; request and response are stored as JSON. */
export class InMemoryBatchStore extends BatchStore {
  readonly batches = new Map<string, StoredBatch>();
  /** Slugs and numbers of suppressed people. */
  readonly suppressed = new Set<string>();
  /** Every save, in order. */
  readonly saves: StoredBatch[] = [];
  /** Wraps every call, so that a test can delay it, or fail it before or after its work. */
  around: <T>(work: () => T) => Promise<T> = async (work) => work();

  override save(batch: StoredBatch, people: readonly PersonKeys[]): Promise<boolean[]> {
    const kept = { ...batch, request: asJson(batch.request), response: asJson(batch.response) };
    return this.around(() => {
      const areSuppressed = people.map((keys) => isAbout(this.suppressed, keys));
      if (!areSuppressed.includes(true)) {
        this.batches.set(batch.id, kept);
        this.saves.push(kept);
      }
      return areSuppressed;
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
