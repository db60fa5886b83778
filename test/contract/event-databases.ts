import { EmbeddedSqlDatabase } from '../../src/infrastructure/postgres/embedded/embedded-sql-database.js';
import { PgConnections } from '../../src/infrastructure/postgres/server/pg-connections.js';
import { PgSqlDatabase } from '../../src/infrastructure/postgres/server/pg-sql-database.js';
import type { SqlDatabase } from '../../src/infrastructure/postgres/sql-database.js';
import { openEmbeddedDatabase, removeEmbeddedDatabase } from '../support/embedded-database.js';
import { openRealPostgres } from '../support/real-postgres.js';

export interface OpenedDatabase {
  /** Each is that of a process of its own. */
  databases: SqlDatabase[];
  close: () => Promise<void>;
}

export async function onEmbeddedPostgres(): Promise<OpenedDatabase> {
  const embedded = await openEmbeddedDatabase();
  return {
    databases: [new EmbeddedSqlDatabase(embedded.postgres)],
    close: () => removeEmbeddedDatabase(embedded),
  };
}

export async function onPostgresServer(): Promise<OpenedDatabase> {
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
}
