import type { SqlDatabase } from '../../src/infrastructure/postgres/sql-database.js';
import { EmbeddedSqlDatabase } from '../../src/infrastructure/postgres/embedded/embedded-sql-database.js';
import { PgConnections } from '../../src/infrastructure/postgres/server/pg-connections.js';
import { PgSqlDatabase } from '../../src/infrastructure/postgres/server/pg-sql-database.js';
import { embeddedQueue } from '../../src/infrastructure/queue/embedded-queue.js';
import type { PgBossQueue } from '../../src/infrastructure/queue/pg-boss.queue.js';
import { postgresQueue } from '../../src/infrastructure/queue/postgres-queue.js';
import type { JobChunk } from '../../src/jobs/job.store.js';
import { SqlJobSuppressions } from '../../src/suppression/sql-job-suppressions.js';
import { digester } from './profile-store.stores.js';
import { SqlJobStore } from '../../src/jobs/records/sql-job.store.js';
import { clearTables } from '../support/clear-tables.js';
import { openEmbeddedDatabase, removeEmbeddedDatabase } from '../support/embedded-database.js';
import { describeWith } from '../support/needed-programs.js';
import { POSTGRES, openRealPostgres } from '../support/real-postgres.js';
import { jobStoreContract, type OpenedJobStore } from './job-store.contract.js';

jobStoreContract('the embedded Postgres', async () => {
  const embedded = await openEmbeddedDatabase();
  const queue = embeddedQueue(embedded.postgres, embedded.directory);
  return openedOn(new EmbeddedSqlDatabase(embedded.postgres), queue, () => removeEmbeddedDatabase(embedded));
});

describeWith([POSTGRES], 'on a server', () => {
  jobStoreContract('a Postgres server', async () => {
    const server = await openRealPostgres();
    if (server === null) throw new Error('There is no Postgres server');
    const connections = PgConnections.to(await server.database());
    const queue = postgresQueue(connections);
    return openedOn(new PgSqlDatabase(connections), queue, async () => {
      await queue.close();
      await connections.close();
      await server.close();
    });
  });
});

async function openedOn(
  database: SqlDatabase,
  queue: PgBossQueue,
  close: () => Promise<void>,
): Promise<OpenedJobStore> {
  const store = new SqlJobStore(database, queue, digester);
  // Creates the schemas.
  await store.stats();
  await queue.prepare('job-chunks');
  return {
    store,
    chunks: async () => {
      const rows = await database.query<{ data: JobChunk; priority: number }>(
        `select data, priority from pgboss.job where name = 'job-chunks' order by priority desc, created_on, data->>'from'`,
      );
      return rows.map(({ data, priority }) => ({ ...data, priority }));
    },
    clear: async () => {
      await database.query(
        clearTables(
          'jobs.jobs',
          'jobs.items',
          'jobs.item_data',
          'jobs.counts',
          'jobs.unlisted',
          'jobs.idempotency_keys',
          'jobs.suppressions',
        ),
      );
      await database.query('delete from pgboss.job');
    },
    storedItems: async () => {
      const [row] = await database.query<{ count: number }>('select count(*)::int from jobs.items');
      return row?.count ?? 0;
    },
    expireUploads: async () => {
      await database.query(`update jobs.unlisted set expires_at = now() - interval '1 second'`);
    },
    failNextSend: () => {
      const sendAll = queue.sendAll.bind(queue);
      queue.sendAll = async () => {
        queue.sendAll = sendAll;
        throw new Error('The queue takes nothing');
      };
    },
    suppress: (keys) => new SqlJobSuppressions(database, digester).add(digester.digests(keys)),
    close,
  };
}
