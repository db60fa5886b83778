import { StoreUnavailableError } from '../../../common/errors/store-unavailable.error.js';
import type { MigrationExecutor, MigrationTransaction } from './migration-executor.js';
import type { AppliedMigration, MigrationHistory } from './migration-history.js';
import { MigrationError } from './migration.error.js';
import type { Migration } from './migrations.js';
import { supabaseHistory } from './supabase-history.js';

/** The migration state of a database. */
export interface MigrationState {
  /** Not applied yet, in order. */
  missing: Migration[];
  /** Applied by another program: a newer release, or the owner of the project. They are left alone. */
  foreign: AppliedMigration[];
}

export interface MigrationReport {
  /** What this run applied, in order. */
  applied: Migration[];
  foreign: AppliedMigration[];
}

/** Read-only. Migrations are identified by version alone: a file that was edited after it was applied is not applied again. */
export function migrationState(
  database: MigrationExecutor,
  migrations: readonly Migration[],
  history: MigrationHistory = supabaseHistory,
): Promise<MigrationState> {
  return database.transaction(async (sql) => {
    const before = await history.read(sql);
    const applied = new Set(before.map(({ version }) => version));
    const known = new Set(migrations.map(({ version }) => version));
    return {
      missing: migrations.filter(({ version }) => !applied.has(version)),
      foreign: before.filter(({ version }) => !known.has(version)),
    };
  });
}

/**
 * Applies pending migrations, each in its own transaction. Unless another history is given, it uses the history of the Supabase
 * CLI, so that both can be used on one database. Concurrent runs take turns, migration by migration.
 * @throws MigrationError for the first one that fails, StoreUnavailableError if the database is unavailable; earlier ones stay
 * applied
 */
export async function migrate(
  database: MigrationExecutor,
  migrations: readonly Migration[],
  history: MigrationHistory = supabaseHistory,
): Promise<MigrationReport> {
  const { missing, foreign } = await migrationState(database, migrations, history);
  if (missing.length > 0) await database.transaction((sql) => prepare(sql, history));
  const applied: Migration[] = [];
  for (const migration of missing) {
    const isNew = await database.transaction((sql) => apply(sql, migration, history));
    if (isNew) applied.push(migration);
  }
  return { applied, foreign };
}

async function prepare(sql: MigrationTransaction, history: MigrationHistory): Promise<void> {
  await takeTurn(sql, history);
  await history.create(sql);
}

/** False if another run was faster. */
async function apply(sql: MigrationTransaction, migration: Migration, history: MigrationHistory): Promise<boolean> {
  await takeTurn(sql, history);
  if (await history.has(sql, migration)) return false;
  try {
    await sql.run(migration.sql);
  } catch (error) {
    throw error instanceof StoreUnavailableError ? error : new MigrationError(migration, error);
  }
  await history.add(sql, migration);
  return true;
}

/** The lock ends with the transaction, however that ends. */
async function takeTurn(sql: MigrationTransaction, { lock }: MigrationHistory): Promise<void> {
  await sql.query(`select pg_advisory_xact_lock(${lock})`);
}
