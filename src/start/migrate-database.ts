import type { Client } from 'pg';
import {
  migrate,
  migrationState,
  type MigrationReport,
  type MigrationState,
} from '../infrastructure/postgres/migrations/migrate.js';
import { pgMigrationExecutor } from '../infrastructure/postgres/migrations/migrate-pg.js';
import { readMigrations } from '../infrastructure/postgres/migrations/migrations.js';
import type { PgAddress } from '../infrastructure/postgres/server/pg-address.js';

/** Longest wait for the connection, in milliseconds. */
const CONNECT_TIMEOUT = 15_000;

export function checkDatabase(address: PgAddress): Promise<MigrationState> {
  return connected(address, async (client) => migrationState(pgMigrationExecutor(client), await readMigrations()));
}

export function migrateDatabase(address: PgAddress): Promise<MigrationReport> {
  return connected(address, async (client) => {
    const report = await migrate(pgMigrationExecutor(client), await readMigrations());
    // PostgREST outside of Supabase only reloads the schema on request.
    if (report.applied.length > 0) await client.query(`notify pgrst, 'reload schema'`);
    return report;
  });
}

async function connected<T>({ connectionString }: PgAddress, use: (client: Client) => Promise<T>): Promise<T> {
  const { Client } = await import('pg');
  const client = new Client({
    connectionString,
    connectionTimeoutMillis: CONNECT_TIMEOUT,
    application_name: 'linkedin-profile-service db:migrate',
  });
  // A connection that is lost between two statements fails the next one.
  client.on('error', () => undefined);
  try {
    await client.connect();
    // Supabase ends statements after two minutes; an index on a table that has grown takes longer.
    await client.query('set statement_timeout = 0');
    return await use(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}
