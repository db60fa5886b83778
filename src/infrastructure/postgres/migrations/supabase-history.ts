import type { MigrationTransaction } from './migration-executor.js';
import type { AppliedMigration, MigrationHistory } from './migration-history.js';
import { statementsOf } from './migration-statements.js';
import { SUPABASE_BOOTSTRAP_SQL } from './supabase-bootstrap.js';

/**
 * The history table of the Supabase CLI, created the same way: older CLIs omitted columns, and those of the platform (created_by,
 * idempotency_key, rollback) may be empty. Source: pkg/migration/history.go of github.com/supabase/cli.
 */
const HISTORY_TABLE = `
  create schema if not exists supabase_migrations;
  create table if not exists supabase_migrations.schema_migrations (version text not null primary key);
  alter table supabase_migrations.schema_migrations add column if not exists statements text[];
  alter table supabase_migrations.schema_migrations add column if not exists name text;
`;

/** The history that the Supabase CLI keeps, in a Postgres that has been given Supabase's prerequisites. */
export const supabaseHistory: MigrationHistory = {
  lock: `hashtextextended('supabase_migrations.schema_migrations', 0)`,
  create: async (sql) => {
    await sql.run(SUPABASE_BOOTSTRAP_SQL);
    await sql.run(HISTORY_TABLE);
  },
  read,
  has: async (sql, { version }) => {
    const rows = await sql.query('select from supabase_migrations.schema_migrations where version = $1', [version]);
    return rows.length > 0;
  },
  add: async (sql, { version, name, sql: text }) => {
    await sql.query(
      'insert into supabase_migrations.schema_migrations (version, name, statements) values ($1, $2, $3::text[])',
      [version, name, statementsOf(text)],
    );
  },
};

async function read(sql: MigrationTransaction): Promise<AppliedMigration[]> {
  const [table] = await sql.query<{ is_there: boolean; is_named: boolean }>(`
    select to_regclass('supabase_migrations.schema_migrations') is not null as is_there,
      exists (
        select from pg_attribute
        where attrelid = to_regclass('supabase_migrations.schema_migrations') and attname = 'name' and not attisdropped
      ) as is_named
  `);
  if (!table?.is_there) return [];
  return sql.query<AppliedMigration>(`
    select version, ${table.is_named ? `coalesce(name, '')` : `''`} as name
    from supabase_migrations.schema_migrations order by version
  `);
}
