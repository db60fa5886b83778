import type { MigrationExecutor, MigrationTransaction } from './migration-executor.js';
import { createHistory, isApplied, readHistory, writeHistory, type AppliedMigration } from './migration-history.js';
import { MigrationError } from './migration.error.js';
import type { Migration } from './migrations.js';
import { SUPABASE_BOOTSTRAP_SQL } from './supabase-bootstrap.js';

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
export function migrationState(database: MigrationExecutor, migrations: readonly Migration[]): Promise<MigrationState> {
  return database.transaction(async (sql) => {
    const history = await readHistory(sql);
    const applied = new Set(history.map(({ version }) => version));
    const known = new Set(migrations.map(({ version }) => version));
    return {
      missing: migrations.filter(({ version }) => !applied.has(version)),
      foreign: history.filter(({ version }) => !known.has(version)),
    };
  });
}

/**
 * Applies what is not applied yet, each in a transaction of its own, and keeps the books as the Supabase CLI does, so that
 * both can be used on one database. Runs that meet take turns, migration by migration.
 * @throws MigrationError for the first that fails; those before it stay applied
 */
export async function migrate(database: MigrationExecutor, migrations: readonly Migration[]): Promise<MigrationReport> {
  const { missing, foreign } = await migrationState(database, migrations);
  if (missing.length > 0) await database.transaction(prepare);
  const applied: Migration[] = [];
  for (const migration of missing) {
    const isNew = await database.transaction((sql) => apply(sql, migration));
    if (isNew) applied.push(migration);
  }
  return { applied, foreign };
}

async function prepare(sql: MigrationTransaction): Promise<void> {
  await takeTurn(sql);
  await sql.run(SUPABASE_BOOTSTRAP_SQL);
  await createHistory(sql);
}

/** False where another run was faster. */
async function apply(sql: MigrationTransaction, migration: Migration): Promise<boolean> {
  await takeTurn(sql);
  if (await isApplied(sql, migration)) return false;
  try {
    await sql.run(migration.sql);
  } catch (error) {
    throw new MigrationError(migration, error);
  }
  await writeHistory(sql, migration);
  return true;
}

/** Any number that nobody else takes; the lock ends with the transaction, however that ends. */
async function takeTurn(sql: MigrationTransaction): Promise<void> {
  await sql.query(`select pg_advisory_xact_lock(hashtextextended('supabase_migrations.schema_migrations', 0))`);
}
