import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { MAX_ADDED, UploadExpiredError, type JobStore } from '../../src/jobs/job.store.js';
import { isFullExtent } from '../support/extent.js';
import { unlimited } from '../support/unlimited.js';
import { aJob, anItem, aResult, aScope } from './job-store.builders.js';
import type { OpenedJobStore } from './job-store.contract.js';

/** A job without what an upload knows itself. */
function aHead(given: Partial<ReturnType<typeof aJob>> = {}) {
  const { items: _items, job_id: _id, ...head } = aJob(0, given);
  return head;
}

const itemsFrom = (first: number, count: number) =>
  Array.from({ length: count }, (_, index) => anItem(`${first + index}@example.com`));

/** Jobs whose items come one part after another; part of the contract of JobStore. */
export function jobUploadContract(opened: () => OpenedJobStore): void {
  describe('uploading', () => {
    let jobs: OpenedJobStore;
    let store: JobStore;
    beforeEach(() => {
      jobs = opened();
      ({ store } = jobs);
    });

    it('makes a job of everything that was added, in order', async () => {
      const job_id = randomUUID();
      const upload = await store.openUpload(job_id);
      const linkedin_url = 'https://www.linkedin.com/in/ann/';
      const full = anItem(null, { linkedin_url, suggested_role: 'CIO', name: '"Ann", \n', custom: ['a', ''] });
      await upload.add([full, ...itemsFrom(2, 2)]);
      await upload.add([]);
      await upload.add(itemsFrom(4, 2));
      const columns = [{ name: 'Deal', as: null }];
      const head = aHead({ priority: 'HIGH', columns, file_name: 'leads.csv' });
      expect(await upload.commit(head, 2)).toEqual({ created: true });
      expect(await store.find(job_id)).toMatchObject({
        status: 'pending',
        priority: 'HIGH',
        total_emails: 5,
        processed_emails: 0,
        columns,
        file_name: 'leads.csv',
        created_by: 'test',
      });
      expect(await store.unfinished(job_id, 1, 5)).toEqual(
        [full, ...itemsFrom(2, 4)].map((item, index) => ({ ...item, job_id, email_number: index + 1, attempts: 0 })),
      );
      expect(await jobs.chunks()).toEqual([
        { job_id, from: 1, to: 2, priority: 20 },
        { job_id, from: 3, to: 4, priority: 20 },
        { job_id, from: 5, to: 5, priority: 20 },
      ]);
      expect(await store.removeUnlisted(unlimited())).toBe(0);
      await upload.discard();
      expect(await store.unfinished(job_id, 1, 5)).toHaveLength(5);
    });

    it('shows nothing before the commit', async () => {
      const job_id = randomUUID();
      const upload = await store.openUpload(job_id);
      await upload.add(itemsFrom(1, 3));
      expect(await store.find(job_id)).toBeNull();
      expect(await store.begin(job_id)).toBeNull();
      expect(await store.unfinished(job_id, 1, 3)).toEqual([]);
      expect(await store.results(job_id, { limit: 5 })).toEqual({ outcomes: [], next_cursor: null });
      expect(await store.finish(job_id, [aResult(1)])).toEqual({ status: null, suppressed: [] });
      expect(await store.listRecent(5)).toEqual([]);
      expect(await store.stats()).toMatchObject({ queue_size: 0, total_jobs: 0 });
      expect(await jobs.chunks()).toEqual([]);
      expect(await jobs.storedItems()).toBe(3);
    });

    it('removes what is discarded, and nothing else', async () => {
      const [kept, other] = [aJob(2), await store.openUpload(randomUUID())];
      await store.create(kept, 25);
      await other.add(itemsFrom(1, 4));
      const upload = await store.openUpload(randomUUID());
      await upload.add(itemsFrom(1, 3));
      await upload.discard();
      await upload.discard();
      expect(await jobs.storedItems()).toBe(6);
      await expect(upload.add(itemsFrom(4, 1))).rejects.toThrow(UploadExpiredError);
      await expect(upload.commit(aHead(), 25)).rejects.toThrow(UploadExpiredError);
      expect(await jobs.chunks()).toHaveLength(1);
      expect(await store.find(kept.job_id)).toMatchObject({ total_emails: 2 });
    });

    it('removes an upload that nobody continues in time, which cannot be committed any more', async () => {
      const job_id = randomUUID();
      const upload = await store.openUpload(job_id);
      await upload.add(itemsFrom(1, 3));
      expect(await store.removeUnlisted(unlimited())).toBe(0);
      await jobs.expireUploads();
      await expect(upload.commit(aHead(), 25)).rejects.toThrow(UploadExpiredError);
      await expect(upload.add(itemsFrom(4, 1))).rejects.toThrow(UploadExpiredError);
      expect(await store.removeUnlisted(unlimited())).toBe(3);
      expect(await store.removeUnlisted(unlimited())).toBe(0);
      expect(await jobs.storedItems()).toBe(0);
      expect(await store.find(job_id)).toBeNull();
    });

    it('creates no second job for a key, returns the first response, and removes the items', async () => {
      const idempotency = { ...aScope(randomUUID()), request_hash: 'hash 1', response: { a: 1 } };
      const uploads = [await store.openUpload(randomUUID()), await store.openUpload(randomUUID())];
      for (const upload of uploads) await upload.add(itemsFrom(1, 3));
      const creations = await Promise.all(uploads.map((upload) => upload.commit(aHead({ idempotency }), 25)));
      expect(creations).toContainEqual({ created: true });
      expect(creations).toContainEqual({ created: false, request_hash: 'hash 1', response: { a: 1 } });
      expect(await store.listRecent(5)).toHaveLength(1);
      await store.removeUnlisted(unlimited());
      expect(await jobs.storedItems()).toBe(3);
    });

    it('commits nothing if the messages cannot be sent', async () => {
      const job_id = randomUUID();
      const idempotency = { ...aScope(randomUUID()), request_hash: 'hash', response: {} };
      const upload = await store.openUpload(job_id);
      await upload.add(itemsFrom(1, 3));
      jobs.failNextSend();
      await expect(upload.commit(aHead({ idempotency }), 25)).rejects.toThrow();
      expect(await store.find(job_id)).toBeNull();
      await upload.discard();
      expect(await jobs.storedItems()).toBe(0);
      expect(await store.create(aJob(1, { idempotency }), 25)).toEqual({ created: true });
    });

    const MANY = isFullExtent ? 100_000 : 3 * MAX_ADDED;
    it('takes as many items as are added, one part after the other', async () => {
      const job_id = randomUUID();
      const upload = await store.openUpload(job_id);
      for (let first = 1; first <= MANY; first += MAX_ADDED) await upload.add(itemsFrom(first, MAX_ADDED));
      await upload.commit(aHead(), 1_000);
      expect(await store.find(job_id)).toMatchObject({ total_emails: MANY });
      expect(await jobs.chunks()).toHaveLength(MANY / 1_000);
      for (const number of [1, MAX_ADDED, MAX_ADDED + 1, MANY]) {
        const [item] = await store.unfinished(job_id, number, number);
        expect(item).toMatchObject({ email_number: number, email: `${number}@example.com` });
      }
      expect(await store.unfinished(job_id, MANY + 1, 2 * MANY)).toEqual([]);
      expect(await jobs.storedItems()).toBe(MANY);
      await store.cancel(job_id);
      expect(await store.removeFinishedBefore(new Date(Date.now() + 60_000))).toBe(1);
      expect(await jobs.storedItems()).toBe(0);
    });
  });
}
