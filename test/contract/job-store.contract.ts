import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import fc from 'fast-check';
import { anyCharacter } from '../support/characters.arbitraries.js';
import { isFullExtent, runs } from '../support/extent.js';
import type { ItemOutcome, Job } from '../../src/jobs/job.js';
import type { JobChunk, JobStore } from '../../src/jobs/job.store.js';
import type { JsonValue } from '../../src/model/json-value.js';
import { InvalidCursorError } from '../../src/common/pagination/page.js';
import { jobUploadContract } from './job-upload.contract.js';
import { aJob, anError, anItem, aResult, aScope, CONFIG } from './job-store.builders.js';

/** One database, with what a test needs to look behind the store. */
export interface OpenedJobStore {
  store: JobStore;
  /** Waiting chunks, in the order in which the queue would deliver them. */
  chunks: () => Promise<(JobChunk & { priority: number })[]>;
  /** Deletes all jobs and all chunks. */
  clear: () => Promise<void>;
  /** Items that are stored, of jobs or not. */
  storedItems: () => Promise<number>;
  /** As if nothing had been added to any upload for a long time. */
  expireUploads: () => Promise<void>;
  /** Makes the next attempt to send chunks fail. */
  failNextSend: () => void;
  /** Suppresses people by an address or a number. */
  suppress: (keys: { emails?: string[]; linkedin_ids?: string[] }) => Promise<void>;
  close: () => Promise<void>;
}

const NOBODY = randomUUID();

/** The contract of every adapter of the store. */
export function jobStoreContract(driver: string, open: () => Promise<OpenedJobStore>): void {
  describe(`the jobs on ${driver}`, () => {
    beforeAll(() => Logger.overrideLogger(false));
    let jobs: OpenedJobStore;
    let store: JobStore;
    beforeAll(async () => {
      jobs = await open();
      ({ store } = jobs);
    });
    beforeEach(() => jobs.clear());
    afterAll(() => jobs.close());

    async function created(count: number, given: Partial<Parameters<JobStore['create']>[0]> = {}, chunkSize = 25) {
      const job = aJob(count, given);
      await store.create(job, chunkSize);
      return job.job_id;
    }

    async function found(job_id: string): Promise<Job> {
      const job = await store.find(job_id);
      if (job === null) throw new Error('The job is not there');
      return job;
    }

    /** As a worker does at the end of a chunk. */
    async function ended(job_id: string, outcomes: readonly ItemOutcome[]): Promise<Job | null> {
      await store.finish(job_id, outcomes);
      return store.complete(job_id);
    }

    async function allPages(job_id: string, limit: number): Promise<ItemOutcome[][]> {
      const pages: ItemOutcome[][] = [];
      let cursor: string | undefined;
      do {
        const page = await store.results(job_id, { limit, cursor });
        pages.push(page.outcomes);
        cursor = page.next_cursor ?? undefined;
      } while (cursor !== undefined);
      return pages;
    }

    /** The counters must match the items. */
    async function expectExactCounters(job_id: string): Promise<void> {
      const outcomes = (await allPages(job_id, 100)).flat();
      const results = outcomes.filter((outcome) => outcome.success);
      expect(await found(job_id)).toMatchObject({
        processed_emails: outcomes.length,
        failed_emails: outcomes.length - results.length,
        saved_profiles: results.filter((result) => result.saved_to_linkedin_profiles).length,
        failed_saves: results.filter((result) => result.save_error !== null).length,
      });
    }

    describe('creating', () => {
      it('stores the job, its addresses in order, and its chunks', async () => {
        const job = aJob(5, {
          priority: 'HIGH',
          items: ['e@x.io', 'd@x.io', 'c@x.io', 'b@x.io', 'a@x.io'].map((email) => anItem(email)),
        });
        expect(await store.create(job, 2)).toEqual({ created: true });
        expect(await store.find(job.job_id)).toEqual({
          job_id: job.job_id,
          status: 'pending',
          priority: 'HIGH',
          config: CONFIG,
          total_emails: 5,
          processed_emails: 0,
          failed_emails: 0,
          saved_profiles: 0,
          failed_saves: 0,
          current_email: null,
          waiting_for: null,
          columns: null,
          file_name: null,
          created_by: 'test',
          created_at: expect.any(Date),
          started_at: null,
          completed_at: null,
        });
        expect(await store.unfinished(job.job_id, 2, 4)).toEqual([
          { ...anItem('d@x.io'), job_id: job.job_id, email_number: 2, attempts: 0 },
          { ...anItem('c@x.io'), job_id: job.job_id, email_number: 3, attempts: 0 },
          { ...anItem('b@x.io'), job_id: job.job_id, email_number: 4, attempts: 0 },
        ]);
        expect(await jobs.chunks()).toEqual([
          { job_id: job.job_id, from: 1, to: 2, priority: 20 },
          { job_id: job.job_id, from: 3, to: 4, priority: 20 },
          { job_id: job.job_id, from: 5, to: 5, priority: 20 },
        ]);
      });

      it('stores what a list says about its items, its columns and its file', async () => {
        const url = 'https://www.linkedin.com/in/ann/';
        const items = [
          anItem(null, { linkedin_url: url, custom: { 'Deal \u{1f91d}': '"7", \\N\n\tx', '': '' } }),
          anItem('b@x.io', { suggested_role: 'CTO', name: "O'Neil", include_companies: false, custom: ['', ' a '] }),
          anItem('c@x.io', {
            linkedin_url: url,
            name: 'N\0UL \ud800',
            include_companies: true,
            custom: { 'a\0': '\ud83d' },
          }),
        ];
        const columns = [
          { name: 'E-mail', as: 'email' as const },
          { name: 'Deal', as: null },
        ];
        const config = { ...CONFIG, max_age_hours: 24, max_credits: 500 };
        const job_id = await created(3, { items, columns, file_name: 'leads\0 é.csv', created_by: 'crm', config });
        expect(await found(job_id)).toMatchObject({ columns, file_name: 'leads é.csv', created_by: 'crm', config });
        const [first, second, third] = await store.unfinished(job_id, 1, 3);
        expect(first).toEqual({ ...items[0], job_id, email_number: 1, attempts: 0 });
        expect(second).toEqual({ ...items[1], job_id, email_number: 2, attempts: 0 });
        expect(third).toEqual({ ...items[2], name: 'NUL \ufffd', job_id, email_number: 3, attempts: 0 });
      });

      it('returns outcomes with what the list says about their items', async () => {
        const linkedin_url = 'https://www.linkedin.com/in/ann/';
        const custom = { deal: '7' };
        const job_id = await created(2, { items: [anItem(null, { linkedin_url, custom }), anItem('b@x.io')] });
        await ended(job_id, [aResult(1, { profile_id: randomUUID(), data: null }), anError(2)]);
        const { outcomes } = await store.results(job_id, { limit: 2 });
        expect(outcomes).toMatchObject([
          { email_number: 1, email: null, linkedin_url, custom },
          { email_number: 2, email: 'b@x.io', linkedin_url: null, custom: null },
        ]);
        expect(await store.unsaved(job_id, { after_number: 0, limit: 2, force: true })).toEqual([]);
      });

      it('changes what a job may spend', async () => {
        const job_id = await created(1);
        await store.setMaxCredits(job_id, 250);
        expect(await found(job_id)).toMatchObject({ config: { ...CONFIG, max_credits: 250 } });
        await store.setMaxCredits(job_id, null);
        expect(await found(job_id)).toMatchObject({ config: CONFIG });
        await store.setMaxCredits(NOBODY, 1);
      });

      it('delivers chunks of urgent jobs first', async () => {
        const ids: string[] = [];
        for (const priority of ['LOW', 'NORMAL', 'URGENT', 'HIGH'] as const) ids.push(await created(1, { priority }));
        const [low, normal, urgent, high] = ids;
        expect((await jobs.chunks()).map(({ job_id }) => job_id)).toEqual([urgent, high, normal, low]);
      });

      it('creates no second job for a key, and returns the first response', async () => {
        const response = { job_id: 'the first', message: 'a \u0000 b', z: 1, a: [null] };
        const idempotency = { ...aScope(randomUUID()), request_hash: 'hash 1', response };
        await created(3, { idempotency });
        const again = aJob(3, { idempotency: { ...idempotency, request_hash: 'hash 2', response: 'another' } });
        expect(await store.create(again, 25)).toEqual({ created: false, request_hash: 'hash 1', response });
        expect(await store.find(again.job_id)).toBeNull();
        expect(await jobs.chunks()).toHaveLength(1);
      });

      it('creates one job for concurrent requests with the same key', async () => {
        const idempotency = { ...aScope(randomUUID()), request_hash: 'hash', response: {} };
        const creations = await Promise.all(
          Array.from({ length: 6 }, () => store.create(aJob(10, { idempotency }), 5)),
        );
        expect(creations.filter((creation) => creation.created)).toHaveLength(1);
        expect(await store.listPending()).toHaveLength(1);
        expect(await jobs.chunks()).toHaveLength(2);
      });

      it('stores nothing if the messages cannot be sent', async () => {
        const idempotency = { ...aScope(randomUUID()), request_hash: 'hash', response: {} };
        const job = aJob(3, { idempotency });
        jobs.failNextSend();
        await expect(store.create(job, 25)).rejects.toThrow();
        expect(await store.find(job.job_id)).toBeNull();
        expect(await store.unfinished(job.job_id, 1, 3)).toEqual([]);
        expect(await store.create(job, 25)).toEqual({ created: true });
      });

      it('accepts many addresses', async () => {
        const count = isFullExtent ? 50_000 : 5_000;
        const job_id = await created(count, {}, 250);
        expect(await jobs.chunks()).toHaveLength(count / 250);
        expect(await store.unfinished(job_id, count - 1, count + 1)).toMatchObject([
          { email: `${count - 1}@example.com` },
          { email: `${count}@example.com` },
        ]);
      });
    });

    jobUploadContract(() => jobs);

    describe('starting', () => {
      it('starts a job once and continues it later', async () => {
        const job_id = await created(2);
        const begun = await store.begin(job_id);
        expect(begun).toMatchObject({ status: 'processing', started_at: expect.any(Date) });
        await store.waiting(job_id, 'tokens');
        expect(await found(job_id)).toMatchObject({ waiting_for: 'tokens' });
        expect(await store.begin(job_id)).toEqual(begun);
      });

      it('returns null for a job that has ended or does not exist', async () => {
        const [completed, cancelled] = [await created(1), await created(1)];
        await ended(completed, [aResult(1)]);
        await store.cancel(cancelled);
        for (const job_id of [completed, cancelled, NOBODY, 'no UUID']) expect(await store.begin(job_id)).toBeNull();
      });

      it('blocks only a job that is processing', async () => {
        const job_id = await created(1);
        await store.begin(job_id);
        await store.waiting(job_id, 'tokens');
        await store.waiting(job_id, null);
        expect(await found(job_id)).toMatchObject({ waiting_for: null });
        await store.cancel(job_id);
        await store.waiting(job_id, 'tokens');
        expect(await found(job_id)).toMatchObject({ waiting_for: null });
      });
    });

    describe('finishing', () => {
      it('counts outcomes and records the last address', async () => {
        const job_id = await created(6);
        await store.begin(job_id);
        const job = await ended(job_id, [
          aResult(1),
          aResult(4, { saved_to_linkedin_profiles: false, save_error: 'The table is away' }),
          aResult(3, { saved_to_linkedin_profiles: false }),
          anError(2),
        ]);
        expect(job).toMatchObject({
          status: 'processing',
          processed_emails: 4,
          failed_emails: 1,
          saved_profiles: 1,
          failed_saves: 1,
          current_email: '4@example.com',
          completed_at: null,
        });
        expect(job).toEqual(await found(job_id));
        expect((await store.unfinished(job_id, 1, 6)).map((item) => item.email_number)).toEqual([5, 6]);
      });

      it('counts what ended at once, and ends the job when a worker completes it', async () => {
        const job_id = await created(3);
        await store.begin(job_id);
        expect(await store.finish(job_id, [aResult(1), anError(2)])).toEqual({ status: 'processing', suppressed: [] });
        const counted = { status: 'processing', processed_emails: 2, failed_emails: 1, current_email: '2@example.com' };
        expect(await found(job_id)).toMatchObject(counted);
        expect(await store.listActive()).toMatchObject([counted]);
        expect(await store.listRecent(1)).toMatchObject([counted]);
        expect(await store.stats()).toMatchObject({ queue_size: 1, emails: { processed: 2, failed: 1, saved: 1 } });
        expect(await store.complete(job_id)).toEqual(await found(job_id));
        expect(await found(job_id)).toMatchObject(counted);
        expect(await store.finish(job_id, [aResult(3)])).toMatchObject({ status: 'processing' });
        // Another worker continues after the first one died before it could complete the job.
        expect(await store.begin(job_id)).toMatchObject({ processed_emails: 3 });
        expect(await store.unfinished(job_id, 1, 3)).toEqual([]);
        const job = await store.complete(job_id);
        expect(job).toMatchObject({ status: 'completed', processed_emails: 3, completed_at: expect.any(Date) });
        expect(await store.complete(job_id)).toEqual(job);
      });

      it('does not cancel a job whose last item has ended', async () => {
        const job_id = await created(1);
        await store.begin(job_id);
        await store.finish(job_id, [aResult(1)]);
        expect(await store.cancel(job_id)).toBe('not_cancellable');
        expect(await found(job_id)).toMatchObject({ status: 'completed' });
      });

      it('returns each outcome as it was stored', async () => {
        const job_id = await created(2);
        const outcomes = [aResult(1, { attempts: 3, token_used: null }), anError(2, { token_used: 'token_2' })];
        await ended(job_id, outcomes);
        expect(await store.results(job_id, { limit: 10 })).toEqual({ outcomes, next_cursor: null });
      });

      it('preserves any JSON that a source returns', async () => {
        await fc.assert(
          fc.asyncProperty(
            fc.array(fc.jsonValue({ stringUnit: anyCharacter }), {
              minLength: 1,
              maxLength: 20,
            }),
            async (values) => {
              // Values that JSON cannot represent, such as -0, are not expected.
              const stored = values.map((value) => JSON.parse(JSON.stringify(value)) as JsonValue);
              const job_id = await created(stored.length);
              await ended(
                job_id,
                stored.map((data, index) => aResult(index + 1, { data })),
              );
              const { outcomes } = await store.results(job_id, { limit: 20 });
              expect(outcomes.map((outcome) => (outcome.success ? outcome.data : undefined))).toEqual(stored);
            },
          ),
          { numRuns: runs(25) },
        );
      });

      it.each([
        ['a NUL character', { 'a\u0000b': ['\u0000'] }],
        ['half a surrogate pair', { '\ud83d': '\ude00\ud83d' }],
        ['a text that is longer than a page', { about: 'ż'.repeat(200_000) }],
        ['a key that is no key elsewhere', JSON.parse('{"__proto__": {"constructor": 1}, "": 2}') as JsonValue],
        ['null', null],
        ['a nesting of a thousand', JSON.parse('['.repeat(1000) + ']'.repeat(1000)) as JsonValue],
      ])('keeps %s', async (_, data) => {
        const job_id = await created(1);
        await ended(job_id, [aResult(1, { data })]);
        const { outcomes } = await store.results(job_id, { limit: 1 });
        expect(outcomes).toEqual([aResult(1, { data })]);
      });

      it('removes from an error text what Postgres cannot store', async () => {
        const job_id = await created(1);
        await ended(job_id, [anError(1, { error: 'It said \u0000 and \ud800' })]);
        const { outcomes } = await store.results(job_id, { limit: 1 });
        expect(outcomes).toMatchObject([{ error: 'It said  and \ufffd' }]);
      });

      it.each<[string, ItemOutcome[], Job['status']]>([
        ['every email was fetched', [aResult(1), aResult(2)], 'completed'],
        ['some emails failed', [aResult(1), anError(2)], 'completed'],
        ['every email failed', [anError(1), anError(2)], 'failed'],
        [
          'some of those that failed were not found',
          [anError(1, { error_type: 'not_found' }), anError(2)],
          'completed',
        ],
      ])('ends a job of which %s', async (_, outcomes, status) => {
        const job_id = await created(2);
        await store.begin(job_id);
        const [first, last] = outcomes as [ItemOutcome, ItemOutcome];
        expect(await ended(job_id, [first])).toMatchObject({ status: 'processing', completed_at: null });
        expect(await found(job_id)).toMatchObject({ status: 'processing', completed_at: null });
        await store.waiting(job_id, 'tokens');
        expect(await ended(job_id, [last])).toMatchObject({
          status,
          completed_at: expect.any(Date),
          waiting_for: null,
        });
      });

      it('counts nothing twice if outcomes are repeated', async () => {
        const job_id = await created(3);
        await ended(job_id, [aResult(1), anError(2)]);
        const job = await ended(job_id, [anError(1), aResult(2), anError(3)]);
        expect(job).toMatchObject({ processed_emails: 3, failed_emails: 2, saved_profiles: 1, status: 'completed' });
        expect(await ended(job_id, [anError(1), anError(3)])).toEqual(job);
        const [outcomes] = await allPages(job_id, 10);
        expect(outcomes).toEqual([aResult(1), anError(2), anError(3)]);
      });

      it('stores outcomes of a job that was canceled, which stays canceled', async () => {
        const job_id = await created(2);
        await store.begin(job_id);
        await store.cancel(job_id);
        const cancelled = await found(job_id);
        expect(await ended(job_id, [aResult(1), aResult(2)])).toMatchObject({
          status: 'cancelled',
          processed_emails: 2,
          completed_at: cancelled.completed_at,
        });
      });

      it('does nothing for an unknown job or item', async () => {
        const job_id = await created(1);
        for (const unknown of [NOBODY, 'no UUID']) {
          expect(await store.finish(unknown, [aResult(1)])).toEqual({ status: null, suppressed: [] });
          expect(await store.complete(unknown)).toBeNull();
        }
        expect(await ended(job_id, [aResult(7)])).toEqual(await found(job_id));
        expect(await ended(job_id, [])).toEqual(await found(job_id));
      });

      it('keeps the counters exact when workers process the same items', async () => {
        const job_id = await created(120);
        await store.begin(job_id);
        // Each item is delivered to two workers, in overlapping batches that start at different ends.
        const deliveries = Array.from({ length: 24 }, (_, batch) =>
          Array.from({ length: 10 }, (__, index) => ((batch * 5 + index) % 120) + 1).toSorted(() =>
            batch % 2 === 0 ? 1 : -1,
          ),
        );
        const jobsAfter = await Promise.all(
          deliveries.map((numbers) =>
            ended(
              job_id,
              numbers.map((number) => (number % 3 === 0 ? anError(number) : aResult(number))),
            ),
          ),
        );
        expect(await found(job_id)).toMatchObject({ status: 'completed', processed_emails: 120, failed_emails: 40 });
        expect(jobsAfter.filter((job) => job?.status === 'completed').length).toBeGreaterThanOrEqual(1);
        await expectExactCounters(job_id);
      });
    });

    describe('canceling', () => {
      it.each(['pending', 'processing'])('ends a job that is %s', async (status) => {
        const job_id = await created(1);
        if (status === 'processing') await store.begin(job_id);
        expect(await store.cancel(job_id)).toBe('cancelled');
        expect(await found(job_id)).toMatchObject({ status: 'cancelled', completed_at: expect.any(Date) });
        expect(await store.cancel(job_id)).toBe('not_cancellable');
      });

      it('does not change a finished job', async () => {
        const job_id = await created(1);
        const job = await ended(job_id, [aResult(1)]);
        expect(await store.cancel(job_id)).toBe('not_cancellable');
        expect(await store.find(job_id)).toEqual(job);
      });

      it('returns null for an unknown job', async () => {
        expect(await store.cancel(NOBODY)).toBe('not_found');
        expect(await store.cancel('no UUID')).toBe('not_found');
      });
    });

    describe('retrying failed items', () => {
      it('makes the retryable ones pending again, in chunks', async () => {
        const job_id = await created(6, { priority: 'URGENT' });
        await store.begin(job_id);
        const final = anError(2, { retryable: false, error_type: 'not_found' });
        await ended(job_id, [anError(1), final, anError(3), aResult(4), anError(5), anError(6)]);
        await jobs.chunks();
        expect(await store.retryFailed(job_id, 3)).toBe(4);
        expect(await found(job_id)).toMatchObject({
          status: 'processing',
          processed_emails: 2,
          failed_emails: 1,
          completed_at: null,
        });
        expect(
          (await store.unfinished(job_id, 1, 6)).map(({ email_number, attempts }) => [email_number, attempts]),
        ).toEqual([1, 3, 5, 6].map((number) => [number, 4]));
        expect((await jobs.chunks()).filter(({ from, to }) => !(from === 1 && to === 6))).toEqual([
          { job_id, from: 1, to: 5, priority: 30 },
          { job_id, from: 6, to: 6, priority: 30 },
        ]);
        await ended(
          job_id,
          [1, 3, 5, 6].map((number) => aResult(number)),
        );
        expect(await found(job_id)).toMatchObject({ status: 'completed', processed_emails: 6, failed_emails: 1 });
        await expectExactCounters(job_id);
      });

      it('never puts an item into two chunks', async () => {
        const job_id = await created(6, {}, 6);
        await store.begin(job_id);
        await ended(job_id, [anError(1), anError(2), aResult(3), anError(5)]);
        expect(await store.retryFailed(job_id, 25)).toBe(3);
        const retried = (await jobs.chunks()).filter(({ from, to }) => !(from === 1 && to === 6));
        expect(retried.map(({ from, to }) => [from, to])).toEqual([
          [1, 2],
          [5, 5],
        ]);
      });

      it('marks a job as failed if all its items fail again', async () => {
        const job_id = await created(2);
        await ended(job_id, [anError(1, { error_type: 'not_found' }), anError(2)]);
        expect(await store.retryFailed(job_id, 25)).toBe(2);
        expect(await ended(job_id, [anError(1), anError(2)])).toMatchObject({ status: 'failed' });
      });

      it('does nothing for a job without failed items, a canceled one, or an unknown one', async () => {
        const completed = await created(2);
        const job = await ended(completed, [aResult(1), anError(2, { retryable: false })]);
        const cancelled = await created(2);
        await ended(cancelled, [anError(1)]);
        await store.cancel(cancelled);
        for (const job_id of [completed, cancelled, NOBODY, 'no UUID']) {
          expect(await store.retryFailed(job_id, 25)).toBe(0);
        }
        expect(await store.find(completed)).toEqual(job);
      });

      it('changes nothing if the messages cannot be sent', async () => {
        const job_id = await created(1);
        const job = await ended(job_id, [anError(1)]);
        jobs.failNextSend();
        await expect(store.retryFailed(job_id, 25)).rejects.toThrow();
        expect(await store.find(job_id)).toEqual(job);
        expect(await store.results(job_id, { limit: 1 })).toMatchObject({ outcomes: [anError(1)] });
      });
    });

    describe('reading results', () => {
      it('returns all outcomes page by page, by number', async () => {
        const job_id = await created(8);
        await ended(job_id, [aResult(7), anError(1), aResult(3), aResult(5), anError(2)]);
        const pages = await allPages(job_id, 2);
        expect(pages.map((page) => page.map((outcome) => outcome.email_number))).toEqual([[1, 2], [3, 5], [7]]);
      });

      it('returns no further page after the last one, even if that is full', async () => {
        const job_id = await created(2);
        await ended(job_id, [aResult(1), aResult(2)]);
        expect((await store.results(job_id, { limit: 2 })).next_cursor).toBeNull();
      });

      it('returns nothing for an unknown job', async () => {
        expect(await store.results(NOBODY, { limit: 5 })).toEqual({ outcomes: [], next_cursor: null });
        expect(await store.results('no UUID', { limit: 5 })).toEqual({ outcomes: [], next_cursor: null });
      });

      it('rejects a cursor that it did not return', async () => {
        const job_id = await created(1);
        for (const cursor of ['', 'nonsense', '-1', Buffer.from('1.2').toString('base64url')]) {
          await expect(store.results(job_id, { limit: 5, cursor })).rejects.toThrow(InvalidCursorError);
        }
        const beyond = Buffer.from('999999999999999').toString('base64url');
        expect(await store.results(job_id, { limit: 5, cursor: beyond })).toEqual({ outcomes: [], next_cursor: null });
      });

      it('returns the latest results and the latest errors, newest first', async () => {
        const job_id = await created(9);
        await ended(job_id, [aResult(1), anError(2), aResult(5), anError(4), aResult(3), anError(6)]);
        const recent = { results: [aResult(5), aResult(3)], errors: [anError(6), anError(4)] };
        expect(await store.recent([job_id], 2)).toEqual([recent]);
        expect(await store.recent([NOBODY], 2)).toEqual([{ results: [], errors: [] }]);
      });

      it('returns them for many jobs, separately, in the requested order', async () => {
        const [one, two, none] = [await created(3), await created(3), await created(3)];
        await ended(one, [aResult(1), anError(2), aResult(3)]);
        await ended(two, [anError(1), anError(3)]);
        expect(await store.recent([two, 'no UUID', none, one], 1)).toEqual([
          { results: [], errors: [anError(3)] },
          { results: [], errors: [] },
          { results: [], errors: [] },
          { results: [aResult(3)], errors: [anError(2)] },
        ]);
        expect(await store.recent([], 1)).toEqual([]);
      });
    });

    describe('saving later', () => {
      const unsaved = (number: number) => aResult(number, { saved_to_linkedin_profiles: false });
      const refused = (number: number) =>
        aResult(number, { saved_to_linkedin_profiles: false, save_error: 'The table is away' });

      it('returns the unsaved results, or all of them', async () => {
        const job_id = await created(6);
        await ended(job_id, [aResult(1), unsaved(2), anError(3), refused(4), unsaved(5), aResult(6)]);
        const numbers = async (after_number: number, limit: number, force: boolean) =>
          (await store.unsaved(job_id, { after_number, limit, force })).map((result) => result.email_number);
        expect(await numbers(0, 10, false)).toEqual([2, 4, 5]);
        expect(await numbers(2, 1, false)).toEqual([4]);
        expect(await numbers(0, 10, true)).toEqual([1, 2, 4, 5, 6]);
        expect(await store.unsaved(job_id, { after_number: 3, limit: 1, force: false })).toEqual([refused(4)]);
      });

      it('records the outcomes of saves and counts them', async () => {
        const job_id = await created(5);
        await ended(job_id, [aResult(1), unsaved(2), refused(3), refused(4), anError(5)]);
        await store.markSaved(job_id, [
          { email_number: 1, saved: false, save_error: 'Too large' },
          { email_number: 2, saved: true, save_error: null },
          { email_number: 3, saved: true, save_error: null },
          { email_number: 4, saved: false, save_error: 'Still \u0000away' },
          { email_number: 5, saved: true, save_error: null },
          { email_number: 99, saved: true, save_error: null },
        ]);
        expect(await found(job_id)).toMatchObject({ saved_profiles: 2, failed_saves: 2 });
        const { outcomes } = await store.results(job_id, { limit: 10 });
        expect(outcomes).toEqual([
          aResult(1, { saved_to_linkedin_profiles: false, save_error: 'Too large' }),
          aResult(2),
          aResult(3),
          aResult(4, { saved_to_linkedin_profiles: false, save_error: 'Still away' }),
          anError(5),
        ]);
        await store.markSaved(NOBODY, [{ email_number: 1, saved: true, save_error: null }]);
      });

      it('keeps the counters exact during concurrent saves and finishes', async () => {
        const job_id = await created(60);
        const numbers = Array.from({ length: 60 }, (_, index) => index + 1);
        await ended(job_id, numbers.slice(0, 30).map(unsaved));
        const mark = (saved: boolean) =>
          numbers
            .slice(0, 30)
            .map((email_number) => ({ email_number, saved, save_error: saved ? null : 'The table is away' }));
        await Promise.all([
          ...Array.from({ length: 10 }, (_, index) => store.markSaved(job_id, mark(index % 2 === 0))),
          ...Array.from({ length: 10 }, (_, index) =>
            ended(
              job_id,
              numbers.slice(25 + index * 3, 35 + index * 3).map((number) => refused(number)),
            ),
          ),
        ]);
        await expectExactCounters(job_id);
      });
    });

    describe('listing', () => {
      it('lists active, waiting and new jobs', async () => {
        const low = await created(1, { priority: 'LOW' });
        const normal = await created(1);
        const other = await created(1);
        const urgent = await created(1, { priority: 'URGENT' });
        const [first, second, done] = [await created(1), await created(1), await created(1)];
        for (const job_id of [first, second]) await store.begin(job_id);
        await ended(done, [aResult(1)]);
        const ids = (listed: Job[]) => listed.map(({ job_id }) => job_id);
        expect(ids(await store.listPending())).toEqual([urgent, normal, other, low]);
        expect(ids(await store.listActive())).toEqual([second, first]);
        expect(ids(await store.listRecent(3))).toEqual([done, second, first]);
        expect(await store.listRecent(100)).toHaveLength(7);
      });

      it('counts jobs and items', async () => {
        const nothing = { pending: 0, processing: 0, completed: 0, failed: 0, cancelled: 0 };
        expect(await store.stats()).toEqual({
          queue_size: 0,
          total_jobs: 0,
          status_breakdown: nothing,
          priority_breakdown: { LOW: 0, NORMAL: 0, HIGH: 0, URGENT: 0 },
          waiting_breakdown: { tokens: 0, credits: 0, source: 0, store: 0, budget: 0 },
          emails: { total: 0, processed: 0, failed: 0, saved: 0 },
        });
        await created(4);
        const begun = await created(3, { priority: 'HIGH' });
        await store.begin(begun);
        await ended(begun, [aResult(1)]);
        await store.waiting(begun, 'credits');
        await ended(await created(2), [aResult(1), anError(2)]);
        await store.cancel(await created(5));
        expect(await store.stats()).toEqual({
          queue_size: 6,
          total_jobs: 4,
          status_breakdown: { ...nothing, pending: 1, processing: 1, completed: 1, cancelled: 1 },
          priority_breakdown: { LOW: 0, NORMAL: 3, HIGH: 1, URGENT: 0 },
          waiting_breakdown: { tokens: 0, credits: 1, source: 0, store: 0, budget: 0 },
          emails: { total: 14, processed: 3, failed: 1, saved: 2 },
        });
      });
    });

    describe('people to store later', () => {
      const waits = (number: number) => aResult(number, { to_store: true });
      const stored = (number: number, profile_id: string) => aResult(number, { profile_id, data: null });

      it('are listed for all jobs, up to a limit, until they are stored', async () => {
        const list = [1, 2, 3, 4].map((n) => anItem(`${n}@example.com`, { include_companies: n === 4 ? true : null }));
        const one = await created(4, { items: list });
        const other = await created(1, { config: { ...CONFIG, include_companies: true } });
        await ended(one, [waits(1), aResult(2), anError(3), waits(4)]);
        await ended(other, [waits(1)]);
        const { data, source, timestamp, token_used } = aResult(1);
        expect(await store.toStore(10)).toHaveLength(3);
        expect(await store.toStore(2)).toHaveLength(2);
        expect(await store.toStore(10)).toContainEqual(
          expect.objectContaining({ job_id: one, email_number: 4, include_companies: true }),
        );
        expect(await store.toStore(10)).toContainEqual({
          job_id: other,
          email_number: 1,
          email: '1@example.com',
          linkedin_url: null,
          suggested_role: null,
          name: null,
          data,
          source,
          timestamp,
          token_used,
          include_companies: true,
        });
        const profile_id = randomUUID();
        await store.markStored(one, [
          { email_number: 1, profile_id },
          { email_number: 4, profile_id: null },
        ]);
        await store.markStored(other, [{ email_number: 1, profile_id }]);
        expect(await store.toStore(10)).toEqual([]);
        expect((await allPages(one, 10)).flat()).toEqual([stored(1, profile_id), aResult(2), anError(3), aResult(4)]);
      });

      it('are listed whatever the settings of a job contain', async () => {
        const webhook_url = 'https://example.com/\0\ud83d';
        const config = { ...CONFIG, include_companies: true, webhook_url };
        const job_id = await created(1, { config });
        await ended(job_id, [waits(1)]);
        expect(await store.toStore(10)).toMatchObject([{ job_id, include_companies: true }]);
        expect(await store.find(job_id)).toMatchObject({ config });
      });

      it('are not changed once they are stored, and nobody else is', async () => {
        const job_id = await created(3);
        const [first, second] = [randomUUID(), randomUUID()];
        await ended(job_id, [waits(1), aResult(2, { profile_id: first, data: null })]);
        await store.markStored(job_id, [{ email_number: 1, profile_id: first }]);
        await store.markStored(
          job_id,
          [1, 2, 3, 9].map((email_number) => ({ email_number, profile_id: second })),
        );
        await store.markStored(NOBODY, [{ email_number: 1, profile_id: second }]);
        expect((await allPages(job_id, 10)).flat()).toEqual([stored(1, first), stored(2, first)]);
      });
    });

    describe('suppressed people', () => {
      const refused = (number: number) => anError(number, { retryable: false, error_type: 'suppressed' });

      it('are not stored: their items are left for errors in their place', async () => {
        const job_id = await created(4);
        await jobs.suppress({ emails: ['2@example.com'], linkedin_ids: ['33'] });
        const identity = { public_id: null, linkedin_id: '33' };
        const outcomes = [aResult(1), aResult(2), aResult(3, { identity }), refused(4)];
        expect(await store.finish(job_id, outcomes)).toEqual({ status: 'pending', suppressed: [2, 3] });
        expect((await store.unfinished(job_id, 1, 4)).map(({ email_number }) => email_number)).toEqual([2, 3]);
        expect(await store.finish(job_id, [refused(2), refused(3)])).toEqual({ status: 'pending', suppressed: [] });
        expect((await allPages(job_id, 10)).flat()).toEqual([aResult(1), refused(2), refused(3), refused(4)]);
        await store.begin(job_id);
        expect(await store.complete(job_id)).toMatchObject({ status: 'completed', failed_emails: 3 });
      });

      it('fail no job, and are never put back to work', async () => {
        const job_id = await created(2);
        await store.begin(job_id);
        expect(await ended(job_id, [refused(1), anError(2, { retryable: false })])).toMatchObject({
          status: 'completed',
          failed_emails: 2,
        });
        expect(await store.retryFailed(job_id, 10)).toBe(0);
      });

      it('whose store was unavailable become errors without data', async () => {
        const job_id = await created(3);
        await store.begin(job_id);
        const saved = { to_store: true, saved_to_linkedin_profiles: true };
        await ended(job_id, [aResult(1, saved), aResult(2, { ...saved, save_error: 'Away' }), aResult(3)]);
        await store.refuseToStore(job_id, [1, 2, 3, 9]);
        expect(await store.complete(job_id)).toMatchObject({ failed_emails: 2, saved_profiles: 1, failed_saves: 0 });
        const [one, two, three] = (await allPages(job_id, 10)).flat();
        expect([one, two]).toMatchObject([1, 2].map((email_number) => ({ email_number, error_type: 'suppressed' })));
        expect(JSON.stringify([one, two])).not.toContain('Person');
        expect(three).toEqual(aResult(3));
        expect(await store.toStore(10)).toEqual([]);
        await expectExactCounters(job_id);
      });
    });

    describe('deleting', () => {
      it('deletes jobs that ended before the date, with everything that belongs to them', async () => {
        const idempotency = { ...aScope(randomUUID()), request_hash: 'hash', response: {} };
        const old: string[] = [];
        for (let count = 0; count < 7; count += 1) old.push(await created(2));
        old.push(await created(1, { idempotency }));
        for (const job_id of old) await ended(job_id, [aResult(1), aResult(2)]);
        const [pending, processing] = [await created(1), await created(1)];
        await store.begin(processing);
        expect(await store.removeFinishedBefore(new Date(Date.now() - 60_000))).toBe(0);
        expect(await store.removeFinishedBefore(new Date(Date.now() + 60_000))).toBe(8);
        for (const job_id of old) {
          expect(await store.find(job_id)).toBeNull();
          expect(await store.results(job_id, { limit: 1 })).toEqual({ outcomes: [], next_cursor: null });
        }
        for (const job_id of [pending, processing]) expect(await store.find(job_id)).not.toBeNull();
        expect(await store.create(aJob(1, { idempotency }), 25)).toEqual({ created: true });
      });
    });

    it('keeps the counters exact, and ends a job once, under any interleaving', async () => {
      const SIZE = 8;
      const number = fc.integer({ min: 1, max: SIZE });
      const outcome = fc.oneof(
        number.map((n) => aResult(n)),
        number.map((n) => aResult(n, { saved_to_linkedin_profiles: false, save_error: 'Away' })),
        number.map((n) => anError(n)),
        number.map((n) => anError(n, { retryable: false, error_type: 'not_found' })),
      );
      const save = fc.record({ email_number: number, saved: fc.boolean() });
      const unique = {
        selector: (given: { email_number: number }) => given.email_number,
        minLength: 1,
        maxLength: SIZE,
      };
      /** One caller's next call; answers with the job if that call does. */
      type Step = (job_id: string) => Promise<unknown>;
      const finish = fc.uniqueArray(outcome, unique).map(
        (outcomes): Step =>
          async (job_id) =>
            void (await store.finish(job_id, outcomes)),
      );
      const mark = fc.uniqueArray(save, unique).map(
        (saves): Step =>
          (job_id) =>
            store.markSaved(
              job_id,
              saves.map((given) => ({ ...given, save_error: given.saved ? null : 'Away' })),
            ),
      );
      const complete: Step = (job_id) => store.complete(job_id);
      const begin: Step = (job_id) => store.begin(job_id);
      const find: Step = (job_id) => store.find(job_id);
      const retry: Step = (job_id) => store.retryFailed(job_id, 3);
      const cancel: Step = (job_id) => store.cancel(job_id);
      const caller = fc.array(
        fc.oneof(
          { weight: 4, arbitrary: finish },
          { weight: 2, arbitrary: mark },
          { weight: 4, arbitrary: fc.constantFrom(complete, begin, find) },
          { weight: 1, arbitrary: fc.constantFrom(retry, retry, cancel) },
        ),
        { maxLength: 5 },
      );
      const hasEnded = ({ status }: Job) => status === 'completed' || status === 'failed';
      await fc.assert(
        fc.asyncProperty(fc.array(caller, { minLength: 1, maxLength: 4 }), async (callers) => {
          const job_id = await created(SIZE);
          const seen: Job[] = [];
          await Promise.all(
            callers.map(async (steps) => {
              for (const take of steps) {
                const answer = await take(job_id);
                if (answer !== null && typeof answer === 'object') seen.push(answer as Job);
              }
            }),
          );
          const last = await store.complete(job_id);
          if (last) seen.push(last);
          for (const job of seen) if (hasEnded(job)) expect(job.processed_emails).toBe(SIZE);
          const isRetried = callers.flat().includes(retry);
          const ends = new Set(seen.filter(hasEnded).map((job) => job.completed_at?.getTime()));
          if (!isRetried) expect(ends.size).toBeLessThanOrEqual(1);
          await expectExactCounters(job_id);
          const job = await found(job_id);
          expect(job).toEqual(last);
          if (job.status !== 'cancelled') expect(hasEnded(job)).toBe(job.processed_emails === SIZE);
          expect(job.completed_at !== null).toBe(hasEnded(job) || job.status === 'cancelled');
          expect(await store.unfinished(job_id, 1, SIZE)).toHaveLength(SIZE - job.processed_emails);
        }),
        { numRuns: runs(60) },
      );
    });

    it('distinguishes addresses that look alike', async () => {
      const addresses = ['ann@exämple.com', 'ann@example.com', "o'neil@example.com", '日本@example.com'];
      const job_id = await created(4, { items: addresses.map((email) => anItem(email)) });
      expect((await store.unfinished(job_id, 1, 4)).map(({ email }) => email)).toEqual(addresses);
    });
  });
}
