import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { InvalidCursorError } from '../../src/common/pagination/page.js';
import type { StoredBatch } from '../../src/profile-store/batch.store.js';
import type { Stores } from './profile-store.contract.js';

function aBatch(given: Partial<StoredBatch> = {}): StoredBatch {
  return {
    id: randomUUID(),
    status: 'pending',
    request: { profiles: [{}, {}] },
    response: null,
    total_requested: 2,
    created_at: new Date('2026-01-01T00:00:00.123Z'),
    started_at: null,
    completed_at: null,
    done: 0,
    failed: 0,
    revision: 0,
    ...given,
  };
}

/** The end of an item, with texts that look like another. @param error_code null if it succeeded */
function resultWith(error_code: string | null) {
  const about = '\0 "error_code":"FAKE" {"error_code":"FAKE"}';
  return { about, pipeline_metadata: error_code === null ? {} : { errors: [{ error: about, error_code }] } };
}

/** Lists of batches, their progress, and two who change one at once. */
export function batchesContract(driver: string, open: () => Promise<Stores>): void {
  describe(`batches and their progress on ${driver}`, () => {
    let stores: Stores;
    beforeAll(async () => void (stores = await open()));
    beforeEach(async () => {
      await stores.clear();
      await stores.behind('truncate event_outbox');
    });
    afterAll(() => stores.close());

    const told = async () =>
      (await stores.behind('select type, data from event_outbox order by seq')).map((event) => {
        const { type, data } = event as { type: string; data: { status: string; progress: object; finished: object } };
        return { type, ...data };
      });
    const events = async () => (await told()).map(({ type, status, progress }) => [type, status, progress]);

    it('are listed without their documents, newest first and page by page', async () => {
      const batches = [1, 2, 3].map((done) => aBatch({ done, total_requested: 3, status: 'processing' }));
      for (const batch of batches) await stores.batches.save(batch, []);
      const [first, second, third] = batches.map(
        ({ request: _request, response: _response, revision: _revision, ...listed }) => listed,
      );
      const page = await stores.batches.list({}, { limit: 2 });
      expect(page).toEqual({ rows: [third, second], total: 3, next_cursor: expect.any(String) });
      await stores.batches.save({ ...batches[0]!, revision: 0, done: 3 }, []);
      const rest = await stores.batches.list({}, { limit: 2, cursor: page.next_cursor! });
      expect(rest).toEqual({ rows: [{ ...first, done: 3 }], total: 3, next_cursor: null });
      await expect(stores.batches.list({}, { limit: 2, cursor: 'nothing' })).rejects.toThrow(InvalidCursorError);
    });

    it('are listed by their status', async () => {
      const completed = aBatch({ status: 'completed' });
      await stores.batches.save(aBatch(), []);
      await stores.batches.save(completed, []);
      const page = await stores.batches.list({ status: 'completed' }, { limit: 2 });
      expect(page).toMatchObject({ rows: [{ id: completed.id }], total: 1 });
      expect((await stores.batches.list({ status: 'processing' }, { limit: 2 })).rows).toEqual([]);
    });

    it('are replaced only by who knows their latest state', async () => {
      const batch = aBatch();
      expect(await stores.batches.save(batch, [])).toEqual({ suppressed: [], revision: 0 });
      const answers = await Promise.all(
        [1, 2].map((done) => stores.batches.save({ ...batch, status: 'processing', done }, [])),
      );
      expect(answers.map(({ revision }) => revision).toSorted()).toEqual([1, null]);
      const done = answers[0]!.revision === 1 ? 1 : 2;
      expect(await stores.batches.findById(batch.id)).toEqual({ ...batch, status: 'processing', done, revision: 1 });
    });

    it('tell of their status and of every item', async () => {
      const batch = aBatch();
      const save = (change: Partial<StoredBatch>) => stores.batches.save({ ...batch, ...change }, []);
      await save({});
      await save({ status: 'processing', revision: 0 });
      await save({ status: 'processing', revision: 1, started_at: new Date() });
      await save({ status: 'processing', revision: 2, done: 1, failed: 1 });
      await save({ status: 'completed', revision: 3, done: 2, failed: 1 });
      await save({ status: 'cancelled', revision: 4, done: 1, failed: 0 });
      expect(await events()).toEqual([
        ['batch.progress', 'pending', { done: 0, total: 2, failed: 0 }],
        ['batch.progress', 'processing', { done: 0, total: 2, failed: 0 }],
        ['batch.progress', 'processing', { done: 1, total: 2, failed: 1 }],
        ['batch.completed', 'completed', { done: 2, total: 2, failed: 1 }],
        ['batch.completed', 'cancelled', { done: 1, total: 2, failed: 0 }],
      ]);
    });

    it('tell what has ended since the event before, and why', async () => {
      const batch = aBatch({ total_requested: 4 });
      const save = (revision: number, done: number, results: readonly (string | null)[]) => {
        const failed = results.filter((code) => code !== null && code !== 'CANCELLED').length;
        const response = { results: results.map((error_code) => resultWith(error_code)) };
        return stores.batches.save({ ...batch, status: 'processing', response, revision, done, failed }, []);
      };
      await save(0, 0, []);
      await save(0, 2, ['ONE', null]);
      await save(1, 4, ['ONE', null, 'TWO', 'ONE']);
      // Two of them are tried again, and one is not processed.
      await save(2, 2, ['ONE', null]);
      await save(3, 3, ['ONE', null, 'ONE', 'CANCELLED']);
      expect((await told()).map(({ finished }) => finished)).toEqual([
        { done: 0, failed: 0, error_codes: {} },
        { done: 2, failed: 1, error_codes: { ONE: 1 } },
        { done: 2, failed: 2, error_codes: { ONE: 1, TWO: 1 } },
        { done: 0, failed: 0, error_codes: {} },
        { done: 1, failed: 1, error_codes: { ONE: 1 } },
      ]);
    });

    it('are stored by earlier releases, too, which tell nothing of progress', async () => {
      const { done: _done, failed: _failed, revision: _revision, ...batch } = aBatch({ status: 'completed' });
      const response = { batch_id: batch.id, total_requested: 2, successful: 1, failed: 1, results: ['\0'] };
      const values = { ...batch, request: '{}', response: JSON.stringify(response), people: ['digest'] };
      const [row] = await stores.behind('select save_batch($1) as suppressed', [JSON.stringify(values)]);
      expect(row).toEqual({ suppressed: [] });
      await stores.behind('select save_batch($1)', [JSON.stringify(values)]);
      expect(await stores.batches.findById(batch.id)).toMatchObject({ response, done: 2, failed: 1, revision: 1 });
    });
  });
}
