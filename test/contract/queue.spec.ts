import { cpSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fromPglite, PgBoss } from 'pg-boss';
import { EmbeddedSqlDatabase } from '../../src/infrastructure/postgres/embedded/embedded-sql-database.js';
import { PgConnections } from '../../src/infrastructure/postgres/server/pg-connections.js';
import { PgSqlDatabase } from '../../src/infrastructure/postgres/server/pg-sql-database.js';
import { embeddedQueue } from '../../src/infrastructure/queue/embedded-queue.js';
import { postgresQueue, type DeadWorkers } from '../../src/infrastructure/queue/postgres-queue.js';
import type { CronPace } from '../../src/infrastructure/queue/queue-driver.js';
import { openEmbeddedDatabase, removeEmbeddedDatabase, type EmbeddedDatabase } from '../support/embedded-database.js';
import { PGBOUNCER, openPgBouncer } from '../support/pgbouncer.js';
import { describeWith, itWith } from '../support/needed-programs.js';
import { POSTGRES, openRealPostgres, type RealPostgres } from '../support/real-postgres.js';
import { together } from '../support/together.js';
import { queueContract, type OpenedQueue, type Pace } from './queue.contract.js';

const CRON = { cronSeconds: 1, cronWorkerSeconds: 1 };
const PACES: Record<Pace, DeadWorkers & CronPace> = {
  // The minimum that pg-boss accepts.
  'dead workers are noticed soon': { heartbeatSeconds: 10, lookedForEverySeconds: 1, ...CRON },
  'dead workers are never noticed': { heartbeatSeconds: 86_400, lookedForEverySeconds: 3_600, ...CRON },
};

queueContract('the embedded Postgres', () => embedded());

describe('a schedule of the queue on the embedded Postgres', () => {
  let opened: OpenedQueue;
  beforeAll(async () => {
    opened = await embedded();
    await opened.queue.work('numbers', async () => {}, { concurrency: 1 });
  });
  afterAll(() => opened.close());

  it('replaces the previous one', async () => {
    for (const cron of ['0 0 1 1 *', '0 12 1 1 *']) await opened.queue.schedule('numbers', cron);
    expect(await opened.database.query(`select name, cron from pgboss.schedule where name = 'numbers'`)).toEqual([
      { name: 'numbers', cron: '0 12 1 1 *' },
    ]);
  });

  it('fails the start if it is invalid', async () => {
    await expect(opened.queue.schedule('numbers', 'now and then')).rejects.toThrow();
  });
});

describe('a job that has waited for years', () => {
  let database: EmbeddedDatabase;
  let boss: PgBoss;
  beforeAll(async () => {
    database = await openEmbeddedDatabase();
    boss = new PgBoss({
      db: fromPglite(await database.postgres.driver()),
      backend: 'pglite',
      schema: 'pgboss',
      supervise: false,
    });
    await boss.start();
  });
  afterAll(async () => {
    await boss.stop({ graceful: false });
    await removeEmbeddedDatabase(database);
  });

  const age = `update pgboss.job set created_on = created_on - interval '9 years', start_after = start_after - interval '9 years',
    keep_until = keep_until - interval '9 years' where name = $1`;

  it.each([
    ['this', 'new'],
    ['an earlier', 'old'],
  ])('is still in the queue of %s release', async (release, name) => {
    const driver = await database.postgres.driver();
    // As earlier releases had it: 14 days.
    if (release === 'an earlier') await boss.createQueue(name, { policy: 'exclusive' });
    const sentBefore = release === 'an earlier' ? await boss.send(name, { n: 1 }) : null;
    const queue = embeddedQueue(database.postgres, database.directory, CRON);
    await queue.send(name, { n: 2 });
    await driver.query(age, [name]);
    await boss.supervise(name);
    const { rows } = await driver.query('select data from pgboss.job where name = $1 order by created_on', [name]);
    expect(rows).toEqual([...(sentBefore === null ? [] : [{ data: { n: 1 } }]), { data: { n: 2 } }]);
    await queue.close();
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
    queue: embeddedQueue(database.postgres, database.directory, CRON),
    database: new EmbeddedSqlDatabase(database.postgres),
    next: async () => {
      await database.close();
      return opening(database.path);
    },
    // The files as a killed process leaves them: nothing was closed, and all are of the same moment, as nobody else writes meanwhile.
    nextAfterDeath: async () => {
      const copy = await mkdtemp(join(tmpdir(), 'linkedin-profile-service-killed-'));
      const driver = await database.postgres.driver();
      await driver.transaction(async () => cpSync(database.path, copy, { recursive: true }));
      return opening(copy);
    },
    loseDatabase: async () => (await database.postgres.driver()).close(),
    close: async () => {
      for (const instance of later) await instance.close();
      await database.close().catch(() => undefined);
      await rm(database.path, { recursive: true, force: true });
    },
  };
}

describeWith([POSTGRES], 'with a server', () => {
  let server: RealPostgres | null;
  // For all cases at once, each with connections of its own.
  beforeAll(async () => void (server = await openRealPostgres({ max_connections: '400' })));
  afterAll(() => server?.close());
  const meanwhile = together();

  const onOwnDatabase = async (pace?: Pace) => {
    if (!server) throw new Error('There is no Postgres server');
    return onServer(await server.database(), pace);
  };
  queueContract('a Postgres server', onOwnDatabase, meanwhile);

  const behindPooler = async (pace?: Pace) => {
    if (!server) throw new Error('There is no Postgres server');
    const pooler = await openPgBouncer(await server.database());
    const instance = onServer(pooler.url, pace);
    const close = async () => {
      await instance.close();
      await pooler.close();
    };
    return { ...instance, close };
  };
  // The cases of a skipped suite would start too, with those of the server.
  if (PGBOUNCER === null) queueContract('a server behind a pooler that pools by transaction', behindPooler, meanwhile);
  else itWith([PGBOUNCER], 'and a pooler', behindPooler);
});

function onServer(url: string, pace: Pace = 'dead workers are noticed soon'): OpenedQueue {
  const connections = PgConnections.to(url);
  const queue = postgresQueue(connections, PACES[pace]);
  const later: OpenedQueue[] = [];
  const opening = () => {
    const instance = onServer(url, pace);
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
    // From here on its actions, including heartbeats, have no effect.
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
