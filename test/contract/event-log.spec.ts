import { EmbeddedSqlDatabase } from '../../src/infrastructure/postgres/embedded/embedded-sql-database.js';
import { PgConnections } from '../../src/infrastructure/postgres/server/pg-connections.js';
import { PgSqlDatabase } from '../../src/infrastructure/postgres/server/pg-sql-database.js';
import { openEmbeddedDatabase, removeEmbeddedDatabase } from '../support/embedded-database.js';
import { isFullExtent } from '../support/extent.js';
import { hasRealPostgres, openRealPostgres } from '../support/real-postgres.js';
import { eventLogContract } from './event-log.contract.js';

const RUNS = isFullExtent ? 100 : 10;

eventLogContract(
  'the embedded Postgres',
  async () => {
    const embedded = await openEmbeddedDatabase();
    return {
      databases: [new EmbeddedSqlDatabase(embedded.postgres)],
      close: () => removeEmbeddedDatabase(embedded),
    };
  },
  RUNS,
);

if (hasRealPostgres) {
  eventLogContract(
    'a Postgres server',
    async () => {
      const server = await openRealPostgres();
      if (server === null) throw new Error('There is no Postgres server');
      const url = await server.database();
      const connections = [PgConnections.to(url), PgConnections.to(url), PgConnections.to(url)];
      return {
        databases: connections.map((each) => new PgSqlDatabase(each)),
        close: async () => {
          for (const each of connections) await each.close();
          await server.close();
        },
      };
    },
    RUNS,
  );
}
