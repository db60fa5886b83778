import { fileURLToPath } from 'node:url';
import { migrate } from '../../infrastructure/postgres/migrations/migrate.js';
import { readMigrations } from '../../infrastructure/postgres/migrations/migrations.js';
import { schemaHistory } from '../../infrastructure/postgres/migrations/schema-history.js';
import { sqlDatabaseExecutor } from '../../infrastructure/postgres/migrations/sql-database-executor.js';
import type { SqlDatabase } from '../../infrastructure/postgres/sql-database.js';

const FOLDER = fileURLToPath(new URL('../migrations/', import.meta.url));

/**
 * Creates the tables of events in the schema `jobs`. Call it once before writing events. Safe under concurrent processes.
 */
export async function applyEventSchema(database: SqlDatabase): Promise<void> {
  await migrate(sqlDatabaseExecutor(database), await readMigrations(FOLDER), schemaHistory('event_versions'));
}
