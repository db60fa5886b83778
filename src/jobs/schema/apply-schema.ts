import { fileURLToPath } from 'node:url';
import { migrate } from '../../infrastructure/postgres/migrations/migrate.js';
import { readMigrations, type Migration } from '../../infrastructure/postgres/migrations/migrations.js';
import { sqlDatabaseExecutor } from '../../infrastructure/postgres/migrations/sql-database-executor.js';
import type { SqlDatabase } from '../../infrastructure/postgres/sql-database.js';
import { jobsHistory } from './jobs-history.js';

const FOLDER = fileURLToPath(new URL('../migrations/', import.meta.url));

/** Migrates the schema `jobs` to the newest version. Safe under concurrent processes. */
export async function applySchema(database: SqlDatabase, migrations?: readonly Migration[]): Promise<void> {
  await migrate(sqlDatabaseExecutor(database), migrations ?? (await readMigrations(FOLDER)), jobsHistory);
}
