import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { PersonKeys } from '../../src/model/person-keys.js';
import type { StoredBatch } from '../../src/profile-store/batch.store.js';
import type { Stores } from './profile-store.contract.js';

const ANN: PersonKeys = { slugs: ['ann'], linkedin_ids: ['1'], emails: [] };
const BOB: PersonKeys = { slugs: ['bob'], linkedin_ids: [], emails: [] };

function aBatch(name: string, given: Partial<StoredBatch> = {}): StoredBatch {
  return {
    id: randomUUID(),
    status: 'completed',
    request: { profiles: [{ name: `${name}\0` }] },
    response: { results: [{ name: `${name}\ud83d` }] },
    total_requested: 1,
    created_at: new Date('2026-01-01T00:00:00.123Z'),
    started_at: new Date('2026-01-01T00:00:01.000Z'),
    completed_at: null,
    done: 1,
    failed: 0,
    revision: 0,
    ...given,
  };
}

/** Finding and replacing the batches in which a person occurs. */
export function batchErasureContract(driver: string, open: () => Promise<Stores>): void {
  describe(`batches that a person is erased from on ${driver}`, () => {
    let stores: Stores;
    beforeAll(async () => void (stores = await open()));
    beforeEach(() => stores.clear());
    afterAll(() => stores.close());

    async function found(person: PersonKeys): Promise<StoredBatch[]> {
      const batches: StoredBatch[] = [];
      for (;;) {
        const page = await stores.batchErasures.ofPerson(person, batches.at(-1)?.id ?? null);
        if (page.length === 0) return batches;
        batches.push(...page.map(({ batch }) => batch));
      }
    }

    /** Of the only batch. */
    async function documents(): Promise<unknown[]> {
      const [row] = (await stores.behind('select request::text, response::text from batches')) as Record<
        string,
        string
      >[];
      return [row?.['request'], row?.['response']].map((text) => JSON.parse(text ?? '') as unknown);
    }

    it('are those that say so, and those of earlier releases, which do not say whom they are about', async () => {
      const [ann, both, bob, earlier] = ['ann', 'both', 'bob', 'earlier'].map((name) => aBatch(name));
      await stores.batches.save(ann!, [ANN]);
      await stores.batches.save(both!, [BOB, { ...ANN, slugs: ['another'] }]);
      await stores.batches.save(bob!, [BOB]);
      await stores.batches.save(earlier!, []);
      await stores.behind('update batches set people = null where id = $1', [earlier!.id]);
      const byId = (one: StoredBatch, other: StoredBatch) => (one.id < other.id ? -1 : 1);
      expect(await found(ANN)).toEqual([ann!, both!, earlier!].toSorted(byId));
    });

    it('are found on every page', async () => {
      for (let count = 0; count < 25; count += 1) await stores.batches.save(aBatch('ann'), [ANN]);
      expect(new Set((await found(ANN)).map(({ id }) => id)).size).toBe(25);
    });

    it('are replaced with whom they are about, unless they were changed since', async () => {
      const batch = aBatch('ann', { status: 'processing', response: null });
      await stores.batches.save(batch, [ANN, BOB]);
      const [read] = await stores.batchErasures.ofPerson(ANN, null);
      const completed = { ...batch, status: 'completed', response: { results: ['Ann'] } } as const;
      await stores.batches.save(completed, [ANN, BOB]);
      const left = { ...batch, request: { profiles: [null] } };
      expect(await stores.batchErasures.replace(left, [BOB], read!.version)).toBe(false);
      expect(await documents()).toEqual([completed.request, completed.response]);
      const [again] = await stores.batchErasures.ofPerson(ANN, null);
      const replaced = { ...completed, request: { profiles: [null] }, response: { results: [null] }, failed: 1 };
      expect(await stores.batchErasures.replace(replaced, [BOB], again!.version)).toBe(true);
      expect(await documents()).toEqual([replaced.request, replaced.response]);
      expect(await stores.batches.findById(batch.id)).toMatchObject({ done: 1, failed: 1 });
      expect(await found(ANN)).toEqual([]);
      expect(await found(BOB)).toHaveLength(1);
      expect(await stores.batchErasures.replace({ ...replaced, id: randomUUID() }, [], again!.version)).toBe(false);
    });
  });
}
