import { StoreUnavailableError } from '../../../common/errors/store-unavailable.error.js';
import type { MigrationExecutor, MigrationTransaction } from './migration-executor.js';
import type { AppliedMigration, MigrationHistory } from './migration-history.js';
import { MigrationError } from './migration.error.js';
import type { Migration } from './migrations.js';
import { supabaseHistory } from './supabase-history.js';

/** Where a database stands. */
export interface MigrationState {
  /** Not applied yet, in order. */
  missing: Migration[];
  /** Applied by somebody else: a newer release, or the owner of the project. They are left alone. */
  foreign: AppliedMigration[];
}

export interface MigrationReport {
  /** What this run applied, in order. */
  applied: Migration[];
  foreign: AppliedMigration[];
}

/** Changes nothing. What was applied is known by its version alone: a file that was edited since is not applied again. */
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
 * Applies what is not applied yet, each in a transaction of its own. Unless another history is given, it keeps the books as
 * the Supabase CLI does, so that both can be used on one database. Runs that meet take turns, migration by migration.
 * @throws MigrationError for the first that fails, StoreUnavailableError where the database is away; those before it stay
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

/** False where another run was faster. */
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
