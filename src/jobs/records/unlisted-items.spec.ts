import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { aJob, anItem } from '../../../test/contract/job-store.builders.js';
import {
  openEmbeddedDatabase,
  removeEmbeddedDatabase,
  type EmbeddedDatabase,
} from '../../../test/support/embedded-database.js';
import { unlimited } from '../../../test/support/unlimited.js';
import { EmbeddedSqlDatabase } from '../../infrastructure/postgres/embedded/embedded-sql-database.js';
import { embeddedQueue } from '../../infrastructure/queue/embedded-queue.js';
import { digester } from '../../../test/contract/profile-store.stores.js';
import { SqlJobStore } from './sql-job.store.js';

const ITEMS = 25_000;

/** Notes what is left after each statement that removes items, and fails after the given number of them. */
class WatchedDatabase extends EmbeddedSqlDatabase {
  readonly left: number[] = [];
  failsAfter = Number.POSITIVE_INFINITY;

  override async query<Row>(text: string, values?: readonly unknown[]): Promise<Row[]> {
    if (!text.includes('delete from jobs.items')) return super.query<Row>(text, values);
    if (this.left.length >= this.failsAfter) throw new Error('The process was killed');
    const rows = await super.query<Row>(text, values);
    this.left.push(await this.stored());
    return rows;
  }

  async stored(): Promise<number> {
    const [row] = await super.query<{ count: number }>('select count(*)::int from jobs.items');
    return row?.count ?? 0;
  }
}

describe('items that belong to no job', () => {
  beforeAll(() => Logger.overrideLogger(false));
  let embedded: EmbeddedDatabase;
  let database: WatchedDatabase;
  let store: SqlJobStore;
  beforeAll(async () => {
    embedded = await openEmbeddedDatabase();
  });
  beforeEach(() => {
    database = new WatchedDatabase(embedded.postgres);
    store = new SqlJobStore(database, embeddedQueue(embedded.postgres, embedded.directory), digester);
  });
  afterAll(() => removeEmbeddedDatabase(embedded));

  async function ended(): Promise<string> {
    const job = aJob(0, { items: Array.from({ length: ITEMS }, (_, index) => anItem(`${index}@example.com`)) });
    await store.create(job, 1_000);
    await store.cancel(job.job_id);
    return job.job_id;
  }

  it('are removed in statements of at most 10,000 rows', async () => {
    await ended();
    expect(await store.removeFinishedBefore(new Date(Date.now() + 60_000))).toBe(1);
    expect(database.left).toEqual([15_000, 5_000, 0, 0]);
  });

  it('are removed by upkeep where the process that deleted their job was killed', async () => {
    const job_id = await ended();
    database.failsAfter = 1;
    await expect(store.removeFinishedBefore(new Date(Date.now() + 60_000))).rejects.toThrow('killed');
    expect(await store.find(job_id)).toBeNull();
    expect(await database.stored()).toBe(15_000);
    database.failsAfter = Number.POSITIVE_INFINITY;
    expect(await store.removeUnlisted(unlimited())).toBe(15_000);
    expect(await database.stored()).toBe(0);
    expect(await store.removeUnlisted(unlimited())).toBe(0);
  });

  it('stay while they are being uploaded, whoever removes others at that time', async () => {
    const upload = await store.openUpload(randomUUID());
    await upload.add([anItem('1@example.com')]);
    await Promise.all([store.removeUnlisted(unlimited()), upload.add([anItem('2@example.com')])]);
    expect(await database.stored()).toBe(2);
    await upload.discard();
    expect(await database.stored()).toBe(0);
  });
});
