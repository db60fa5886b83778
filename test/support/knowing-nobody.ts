import { KnownLookups } from '../../src/pipeline/known-lookups.js';
import type { ItemPreparer } from '../../src/jobs/worker/item-preparer.js';

/** A preparer of items for which every item must be fetched. */
export function knowingNobody(preparer: Partial<Pick<ItemPreparer, 'prepare' | 'settled'>>): ItemPreparer {
  return {
    recall: async () => new KnownLookups(),
    settled: async () => null,
    remember: async () => undefined,
    ...preparer,
  } as unknown as ItemPreparer;
}
