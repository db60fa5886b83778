import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { EmbeddedSqlDatabase } from '../../src/infrastructure/postgres/embedded/embedded-sql-database.js';
import type { SqlDatabase } from '../../src/infrastructure/postgres/sql-database.js';
import { PgConnections } from '../../src/infrastructure/postgres/server/pg-connections.js';
import { PgSqlDatabase } from '../../src/infrastructure/postgres/server/pg-sql-database.js';
import { embeddedQueue } from '../../src/infrastructure/queue/embedded-queue.js';
import type { Queue } from '../../src/infrastructure/queue/queue.js';
import { postgresQueue } from '../../src/infrastructure/queue/postgres-queue.js';
import { JobErasure } from '../../src/jobs/erasure/job-erasure.js';
import { SqlJobErasureStore } from '../../src/jobs/erasure/sql-job-erasure.store.js';
import type { ListItem } from '../../src/jobs/job.js';
import type { NewJob } from '../../src/jobs/job.store.js';
import { digester } from './profile-store.stores.js';
import { SqlJobStore } from '../../src/jobs/records/sql-job.store.js';
import type { PersonTraces } from '../../src/model/person-traces.js';
import { clearTables } from '../support/clear-tables.js';
import { openEmbeddedDatabase, removeEmbeddedDatabase } from '../support/embedded-database.js';
import { describeWith } from '../support/needed-programs.js';
import { POSTGRES, openRealPostgres } from '../support/real-postgres.js';
import { aJob, anError, anItem, aResult, aScope } from './job-store.builders.js';

interface Opened {
  database: SqlDatabase;
  queue: Queue;
  store: SqlJobStore;
  erasure: JobErasure;
  close: () => Promise<unknown>;
}

const PROFILE = randomUUID();
const URL_OF_ANN = 'https://www.linkedin.com/in/ann-example/';
const nobody: PersonTraces = { slugs: [], linkedin_ids: [], emails: [], profile_ids: [] };
const ANN: PersonTraces = {
  slugs: ['ann-example'],
  linkedin_ids: ['4711'],
  emails: ['ann@example.com'],
  profile_ids: [PROFILE],
};
const answerOf = (slug: string, id: string) => ({
  persons: [{ id, displayName: 'Ann Example', linkedInUrl: `https://www.linkedin.com/in/${slug}` }],
});
/** As wherever anything of the person may be. */
const TRACES = /ann@|ann-example|4711|Ann Example/i;

function erasureOfJobs(driver: string, open: () => Promise<Opened>): void {
  describe(`a person who is erased from the jobs on ${driver}`, () => {
    beforeAll(() => Logger.overrideLogger(false));
    let opened: Opened;
    let store: SqlJobStore;
    let erasure: JobErasure;
    beforeAll(async () => {
      opened = await open();
      ({ store, erasure } = opened);
      await store.stats();
    });
    beforeEach(async () => {
      await opened.database.query(
        clearTables(
          'jobs.jobs',
          'jobs.items',
          'jobs.item_data',
          'jobs.counts',
          'jobs.unlisted',
          'jobs.idempotency_keys',
        ),
      );
    });
    afterAll(() => opened.close());

    async function created(items: ListItem[], given: Partial<NewJob> = {}): Promise<string> {
      const job = aJob(0, { items, ...given });
      await store.create(job, 25);
      await store.begin(job.job_id);
      return job.job_id;
    }
    const outcomesOf = async (job_id: string) => (await store.results(job_id, { limit: 100 })).outcomes;
    /** Every row of every table, as text. */
    async function everything(): Promise<string> {
      const tables = ['jobs', 'items', 'item_data', 'counts', 'unlisted', 'idempotency_keys'];
      const rows = tables.map((table) =>
        opened.database.query<{ row: string }>(`select t::text as row from jobs.${table} t`),
      );
      return (await Promise.all(rows))
        .flat()
        .map(({ row }) => row)
        .join('\n');
    }

    const custom = { note: 'Ann Example' };
    it.each<[string, ListItem]>([
      ['address', anItem('ann@example.com', { name: 'Ann Example', custom })],
      ['URL', anItem(null, { linkedin_url: URL_OF_ANN, suggested_role: 'CTO', custom: ['Ann Example'] })],
    ])('by %s leaves items that are counted and about nobody, and all others as they are', async (_, item) => {
      const others = [anItem('bob@example.com', { name: 'Bob' }), anItem('joann@example.com')];
      const job_id = await created([item, ...others, item]);
      await store.finish(job_id, [aResult(1), aResult(2), anError(4, { error: 'ann@example.com is unknown' })]);
      expect(await erasure.erase(ANN)).toBe(2);
      expect(await everything()).not.toMatch(/(?<!jo)ann@|ann-example|Ann Example/i);
      const [first, second, last] = await outcomesOf(job_id);
      const gone = { email: null, linkedin_url: null, custom: null, is_erased: true };
      expect(first).toMatchObject({ ...gone, success: true, data: null, saved_to_linkedin_profiles: true });
      expect(second).toMatchObject({ email: 'bob@example.com', success: true });
      expect(second).not.toHaveProperty('is_erased');
      expect(last).toMatchObject({ ...gone, success: false, error_type: 'timeout', retryable: false });
      expect(await store.find(job_id)).toMatchObject({ processed_emails: 3, failed_emails: 1, saved_profiles: 2 });
      expect(await store.unfinished(job_id, 1, 4)).toMatchObject([{ ...others[1], email_number: 3 }]);
      expect(await store.retryFailed(job_id, 25)).toBe(0);
      const all = await store.unsaved(job_id, { after_number: 0, limit: 10, force: true });
      expect(all.map(({ email_number }) => email_number)).toEqual([2]);
      expect(await erasure.erase(ANN)).toBe(0);
    });

    it('ends items that were pending, and with the last one the job', async () => {
      const job_id = await created([anItem('ann@example.com'), anItem('bob@example.com')]);
      await store.finish(job_id, [aResult(2)]);
      expect(await erasure.erase(ANN)).toBe(1);
      expect(await store.find(job_id)).toMatchObject({ status: 'completed', processed_emails: 2, failed_emails: 1 });
      const [first] = await outcomesOf(job_id);
      expect(first).toMatchObject({ success: false, error_type: 'suppressed', retryable: false, is_erased: true });
      const told = await opened.database.query<{ data: object }>(
        `select data from jobs.event_outbox where type = 'item.finished' order by seq desc limit 1`,
      );
      expect(told).toEqual([{ data: { entries: [[1, 'suppressed', false, null]] } }]);
      // Of a worker that had fetched it before.
      await store.finish(job_id, [aResult(1, { email: 'ann@example.com', data: answerOf('ann-example', '4711') })]);
      expect(await everything()).not.toMatch(TRACES);
    });

    it('is found by the profile, and by answers that items keep', async () => {
      const job_id = await created([1, 2, 3, 4].map((number) => anItem(`${number}@example.com`)));
      const kept = { saved_to_linkedin_profiles: false };
      await store.finish(job_id, [
        aResult(1, { profile_id: PROFILE, data: null }),
        aResult(2, { data: answerOf('Ann-Example', '1'), to_store: true, ...kept }),
        aResult(3, { data: answerOf('another', '4711'), ...kept }),
        aResult(4, { data: { ...answerOf('bob', '5'), viewed: [URL_OF_ANN, '4711'] }, ...kept }),
      ]);
      expect(await erasure.traces(ANN)).toEqual([
        { ...nobody, emails: ['1@example.com'], profile_ids: [PROFILE] },
        { ...nobody, emails: ['2@example.com'], slugs: ['ann-example'], linkedin_ids: ['1'] },
        { ...nobody, emails: ['3@example.com'], slugs: ['another'], linkedin_ids: ['4711'] },
      ]);
      expect(await erasure.erase(ANN)).toBe(3);
      expect((await outcomesOf(job_id)).map(({ is_erased = false }) => is_erased)).toEqual([true, true, true, false]);
      expect(await store.toStore(10)).toEqual([]);
    });

    it('is found in items of earlier releases, whose answers are in the item', async () => {
      const job_id = await created([anItem('1@example.com')]);
      await store.finish(job_id, [aResult(1)]);
      await opened.database.query('update jobs.items set data = $1::text::json', [
        JSON.stringify(answerOf('ann-example', '9')),
      ]);
      expect(await erasure.erase(ANN)).toBe(1);
      expect(await everything()).not.toMatch(TRACES);
      expect(await outcomesOf(job_id)).toMatchObject([{ data: null }]);
    });

    it('is erased from uploads and deletions that are under way', async () => {
      const upload = await store.openUpload(randomUUID());
      await upload.add([anItem('bob@example.com'), anItem('ann@example.com')]);
      expect(await erasure.erase(ANN)).toBe(1);
      await upload.add([anItem('eva@example.com')]);
      const job = aJob(0);
      await upload.commit({ ...job, idempotency: null }, 25);
      const job_id = (await store.listRecent(1))[0]?.job_id ?? '';
      expect(await store.find(job_id)).toMatchObject({ total_emails: 3, processed_emails: 1, failed_emails: 1 });
      expect(await store.unfinished(job_id, 1, 3)).toHaveLength(2);
      expect(await everything()).not.toMatch(TRACES);
    });

    it('is not shown as the one who finished last, nor in the response to a repeated request', async () => {
      const invalid = [
        { value: 'Ann Example <ann@example.com>, x', reason: 'two' },
        { value: 'joann@example.comm', reason: 'odd' },
      ];
      const response = { job_id: 'x', total_emails: 2, invalid_emails: invalid };
      const idempotency = { ...aScope('k'), request_hash: 'h', response };
      const job_id = await created([anItem('ann@example.com'), anItem('bob@example.com')], { idempotency });
      await store.finish(job_id, [aResult(1)]);
      await store.complete(job_id);
      expect(await store.find(job_id)).toMatchObject({ current_email: 'ann@example.com' });
      await store.finish(await created([anItem('ann@example.com')]), [aResult(1)]);
      await erasure.erase(ANN);
      expect(await everything()).not.toMatch(/(?<!jo)ann@/);
      expect(await store.find(job_id)).toMatchObject({ current_email: null });
      const again = await store.create(aJob(1, { idempotency }), 25);
      expect(again).toMatchObject({
        response: { total_emails: 2, invalid_emails: [{ value: null, reason: 'two' }, invalid[1]] },
      });
    });

    it('is not shown as the one who finished last, whenever the counters of the job are added to its row', async () => {
      const { database, queue } = opened;
      const job_id = await created([anItem('ann@example.com'), anItem('bob@example.com')]);
      await store.finish(job_id, [aResult(1)]);
      const between = Object.assign(Object.create(database) as SqlDatabase, {
        query: async (text: string, values: readonly unknown[]) => {
          const rows = await database.query(text, values);
          await store.complete(job_id);
          return rows;
        },
      });
      await new SqlJobErasureStore(between, queue).eraseFromJobs(ANN);
      expect(await store.find(job_id)).toMatchObject({ processed_emails: 1, current_email: null });
    });

    it('is found in any page of many items', async () => {
      const lists = await Promise.all([1, 2, 3].map((list) => created(many(list, 9_000), { job_id: randomUUID() })));
      const job_id = await created([...many(4, 1_500), anItem('ann@example.com')]);
      expect(await erasure.erase(ANN)).toBe(1);
      expect(await store.find(job_id)).toMatchObject({ processed_emails: 1 });
      for (const list of lists) expect(await store.find(list)).toMatchObject({ processed_emails: 0 });
    });

    const many = (list: number, count: number) =>
      Array.from({ length: count }, (_, index) => anItem(`${index}@list${list}.example`));
  });
}

erasureOfJobs('the embedded Postgres', async () => {
  const embedded = await openEmbeddedDatabase();
  const queue = embeddedQueue(embedded.postgres, embedded.directory);
  const database = new EmbeddedSqlDatabase(embedded.postgres);
  const erasure = new JobErasure(new SqlJobErasureStore(database, queue));
  return {
    database,
    queue,
    store: new SqlJobStore(database, queue, digester),
    erasure,
    close: () => removeEmbeddedDatabase(embedded),
  };
});

describeWith([POSTGRES], 'on a server', () => {
  erasureOfJobs('a Postgres server', async () => {
    const server = await openRealPostgres();
    if (server === null) throw new Error('There is no Postgres server');
    const connections = PgConnections.to(await server.database());
    const queue = postgresQueue(connections);
    const database = new PgSqlDatabase(connections);
    const erasure = new JobErasure(new SqlJobErasureStore(database, queue));
    const close = async () => {
      await queue.close();
      await connections.close();
      await server.close();
    };
    return { database, queue, store: new SqlJobStore(database, queue, digester), erasure, close };
  });
});
