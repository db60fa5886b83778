import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EmbeddedSqlDatabase } from '../../src/infrastructure/postgres/embedded/embedded-sql-database.js';
import { PgConnections } from '../../src/infrastructure/postgres/server/pg-connections.js';
import { PgSqlDatabase } from '../../src/infrastructure/postgres/server/pg-sql-database.js';
import { embeddedQueue } from '../../src/infrastructure/queue/embedded-queue.js';
import { postgresQueue } from '../../src/infrastructure/queue/postgres-queue.js';
import { openEmbeddedDatabase } from '../support/embedded-database.js';
import { hasPgBouncer, openPgBouncer } from '../support/pgbouncer.js';
import { hasRealPostgres, openRealPostgres, type RealPostgres } from '../support/real-postgres.js';
import { queueContract, type OpenedQueue } from './queue.contract.js';

/** The shortest that pg-boss takes. */
const SOON = { heartbeatSeconds: 10, lookedForEverySeconds: 1, cronSeconds: 1, cronWorkerSeconds: 1 };

queueContract('the embedded Postgres', () => embedded());

describe('a schedule of the queue on the embedded Postgres', () => {
  it('replaces the one before', async () => {
    const { queue, database, close } = await embedded();
    await queue.work('numbers', async () => {}, { concurrency: 1 });
    for (const cron of ['0 0 1 1 *', '0 12 1 1 *']) await queue.schedule('numbers', cron);
    expect(await database.query('select name, cron from pgboss.schedule')).toEqual([
      { name: 'numbers', cron: '0 12 1 1 *' },
    ]);
    await close();
  });

  it('fails the start where nobody can read it', async () => {
    const { queue, close } = await embedded();
    await queue.work('numbers', async () => {}, { concurrency: 1 });
    await expect(queue.schedule('numbers', 'now and then')).rejects.toThrow();
    await close();
  });
});

async function embedded(path?: string): Promise<OpenedQueue> {
  const database = await openEmbeddedDatabase(path);
  const later: OpenedQueue[] = [];
  const opening = async (folder: string) => {
    const instance = await embedded(folder);
    later.push(instance);
    return instance;
  };
  return {
    queue: embeddedQueue(database.postgres, database.directory, SOON),
    database: new EmbeddedSqlDatabase(database.postgres),
    next: async () => {
      await database.close();
      return opening(database.path);
    },
    // The files as a killed process leaves them: nothing was closed.
    nextAfterDeath: async () => {
      const copy = await mkdtemp(join(tmpdir(), 'linkedin-profile-service-killed-'));
      await cp(database.path, copy, { recursive: true });
      return opening(copy);
    },
    loseDatabase: async () => (await database.postgres.connection()).close(),
    close: async () => {
      for (const instance of later) await instance.close();
      await database.close().catch(() => undefined);
      await rm(database.path, { recursive: true, force: true });
    },
  };
}

const describeOnPostgres = hasRealPostgres ? describe : describe.skip;

describeOnPostgres('with a server', () => {
  let server: RealPostgres | null;
  beforeAll(async () => void (server = await openRealPostgres()));
  afterAll(() => server?.close());

  queueContract('a Postgres server', async () => {
    if (!server) throw new Error('There is no Postgres server');
    return onServer(await server.database());
  });

  if (hasPgBouncer) {
    queueContract('a server behind a pooler that pools by transaction', async () => {
      if (!server) throw new Error('There is no Postgres server');
      const pooler = await openPgBouncer(await server.database());
      const instance = onServer(pooler.url);
      const close = async () => {
        await instance.close();
        await pooler.close();
      };
      return { ...instance, close };
    });
  }
});

function onServer(url: string): OpenedQueue {
  const connections = PgConnections.to(url);
  const queue = postgresQueue(connections, SOON);
  const later: OpenedQueue[] = [];
  const opening = () => {
    const instance = onServer(url);
    later.push(instance);
    return instance;
  };
  return {
    queue,
    database: new PgSqlDatabase(connections),
    next: async () => {
      await queue.stop();
      return opening();
    },
    // What it does then reaches nobody, its heartbeat neither.
    nextAfterDeath: async () => {
      await connections.close();
      return opening();
    },
    loseDatabase: () => connections.close(),
    close: async () => {
      for (const instance of later) await instance.close();
      await queue.close();
      await connections.close();
    },
  };
}
