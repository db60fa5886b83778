import type { PersonKeys } from '../../src/model/person-keys.js';
import { isAbout } from './fake-suppressions.js';
import { decodeCursor, pageOf } from '../../src/common/pagination/cursor.js';
import type { Page, PageRequest } from '../../src/common/pagination/page.js';
import {
  BatchStore,
  type BatchFilter,
  type BatchSave,
  type ListedBatch,
  type StoredBatch,
} from '../../src/profile-store/batch.store.js';

/** Batches in memory; request and response are stored as JSON. */
export class InMemoryBatchStore extends BatchStore {
  readonly batches = new Map<string, StoredBatch>();
  /** Slugs and numbers of suppressed people. */
  readonly suppressed = new Set<string>();
  /** Every save, in order. */
  readonly saves: StoredBatch[] = [];
  /** Wraps every call, so that a test can delay it, or fail it before or after its work. */
  around: <T>(work: () => T) => Promise<T> = async (work) => work();

  override save(batch: StoredBatch, people: readonly PersonKeys[]): Promise<BatchSave> {
    const kept = { ...batch, request: asJson(batch.request), response: asJson(batch.response) };
    return this.around(() => {
      const suppressed = people.map((keys) => isAbout(this.suppressed, keys));
      const stored = this.batches.get(batch.id);
      if (suppressed.includes(true) || (stored && stored.revision !== batch.revision)) {
        return { suppressed, revision: null };
      }
      const revision = stored ? stored.revision + 1 : 0;
      this.batches.set(batch.id, { ...kept, revision });
      this.saves.push(kept);
      return { suppressed, revision };
    });
  }

  override findById(id: string): Promise<StoredBatch | null> {
    return this.around(() => {
      const batch = this.batches.get(id);
      return batch ? { ...batch } : null;
    });
  }

  override list({ status }: BatchFilter, { limit, cursor }: PageRequest): Promise<Page<ListedBatch>> {
    return this.around(() => {
      const rows = [...this.batches.values()]
        .filter((batch) => status === undefined || batch.status === status)
        .toReversed();
      const from = cursor === undefined ? 0 : rows.length - Number(decodeCursor(cursor, 1)[0]);
      const listed = rows
        .slice(from)
        .map(({ request: _request, response: _response, revision: _revision, ...batch }) => batch);
      return pageOf(
        { rows: listed.slice(0, limit + 1), total: rows.length },
        limit,
        () => [listed.length - limit],
        (batch) => batch,
      );
    });
  }

  override removeEndedBefore(date: Date): Promise<number> {
    return this.around(() => {
      const old = [...this.batches.values()].filter(({ completed_at }) => completed_at !== null && completed_at < date);
      for (const { id } of old) this.batches.delete(id);
      return old.length;
    });
  }
}

const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
