import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { openEmbeddedDatabase, removeEmbeddedDatabase } from '../../../test/support/embedded-database.js';
import { hasRealPostgres, openRealPostgres, type RealPostgres } from '../../../test/support/real-postgres.js';
import { EmbeddedSqlDatabase } from '../postgres/embedded-sql-database.js';
import { PgSqlDatabase } from '../postgres/pg-sql-database.js';
import type { SqlDatabase } from '../postgres/sql-database.js';
import { embeddedQueue } from './embedded-queue.js';
import type { PgBossQueue } from './pg-boss.queue.js';
import { postgresQueue } from './postgres-queue.js';
import { PostponeError } from './postpone.error.js';

interface Side {
  queue: PgBossQueue;
  database: SqlDatabase;
  close: () => Promise<void>;
}

async function embedded(): Promise<Side> {
  const opened = await openEmbeddedDatabase();
  return {
    queue: embeddedQueue(opened.postgres, opened.directory),
    database: new EmbeddedSqlDatabase(opened.postgres),
    close: () => removeEmbeddedDatabase(opened),
  };
}

describe('a queue in the embedded Postgres', () => promises(embedded));

if (hasRealPostgres) {
  describe('a queue on a Postgres server', () => {
    let server: RealPostgres | null;
    beforeAll(async () => void (server = await openRealPostgres()));
    afterAll(() => server?.close());

    promises(async () => {
      if (!server) throw new Error('There is no Postgres server');
      const url = await server.database();
      const [queue, database] = [postgresQueue(url), new PgSqlDatabase(url)];
      return { queue, database, close: async () => void (await Promise.all([queue.close(), database.close()])) };
    });
  });
}

function promises(open: () => Promise<Side>): void {
  const opened: Side[] = [];
  afterEach(async () => {
    for (const side of opened.splice(0)) await side.close();
  });
  async function opening(): Promise<Side> {
    const side = await open();
    opened.push(side);
    return side;
  }

  /** Works until it has seen so many payloads; what it does with each is told by the payload's place. */
  function seen(queue: PgBossQueue, count: number, handle: (place: number) => void = () => {}): Promise<number[]> {
    const { promise, resolve } = Promise.withResolvers<number[]>();
    const payloads: number[] = [];
    void queue.work<{ n: number }>(
      'numbers',
      async ({ n }) => {
        payloads.push(n);
        if (payloads.length === count) resolve(payloads);
        handle(payloads.length);
      },
      { concurrency: 1 },
    );
    return promise;
  }

  it('sends many at once, urgent ones first', async () => {
    const { queue } = await opening();
    await queue.sendAll('numbers', [{ n: 1 }, { n: 2 }]);
    await queue.sendAll('numbers', [{ n: 3 }], { priority: 10 });
    await queue.sendAll('numbers', []);
    expect((await seen(queue, 3)).slice(0, 1)).toEqual([3]);
  });

  it('sends what a transaction committed, and nothing of one that failed', async () => {
    const { queue, database } = await opening();
    await queue.prepare('numbers');
    await database.transaction((transaction) => queue.sendAll('numbers', [{ n: 1 }, { n: 2 }], { transaction }));
    const failure = new Error('the rest of the work fails');
    const failing = database.transaction(async (transaction) => {
      await queue.sendAll('numbers', [{ n: 3 }], { transaction, priority: 10 });
      throw failure;
    });
    await expect(failing).rejects.toBe(failure);
    expect((await seen(queue, 2)).toSorted()).toEqual([1, 2]);
  });

  it('refuses to send within a transaction to a queue that was not prepared, instead of waiting for ever', async () => {
    const { queue, database } = await opening();
    const sending = database.transaction((transaction) => queue.sendAll('numbers', [{ n: 1 }], { transaction }));
    await expect(sending).rejects.toThrow(/not prepared/);
  });

  it('puts a job back that cannot go on, at no cost of an attempt', async () => {
    const { queue } = await opening();
    await queue.send('numbers', { n: 7 }, { retryLimit: 0 });
    const payloads = await seen(queue, 3, (place) => {
      if (place < 3) throw new PostponeError(new Date());
    });
    expect(payloads).toEqual([7, 7, 7]);
  });

  it('leaves a job that was put back until its time has come', async () => {
    const { queue } = await opening();
    await queue.send('numbers', { n: 1 }, { singletonKey: 'a', priority: 10 });
    await queue.send('numbers', { n: 2 });
    const payloads = await seen(queue, 2, (place) => {
      if (place === 1) throw new PostponeError(new Date(Date.now() + 3_600_000));
    });
    expect(payloads).toEqual([1, 2]);
    expect(await queue.send('numbers', { n: 3 }, { singletonKey: 'a' })).toBeNull();
  });

  it('still tries a job again that fails after it was put back', async () => {
    const { queue } = await opening();
    await queue.send('numbers', { n: 7 }, { retryLimit: 1, retryDelaySeconds: 0 });
    const payloads = await seen(queue, 3, (place) => {
      if (place === 1) throw new PostponeError(new Date());
      if (place === 2) throw new Error('the first attempt fails');
    });
    expect(payloads).toEqual([7, 7, 7]);
  });
}
