import type { PGlite } from '@electric-sql/pglite';
import type { Migration } from './migrations.js';

/** What Supabase's Postgres has from the start and the migrations speak of. */
const SUPABASE_GROUND = `
  do $$
  declare
    role_name text;
  begin
    foreach role_name in array array['anon', 'authenticated', 'service_role'] loop
      if not exists (select from pg_roles where rolname = role_name) then
        execute format('create role %I nologin', role_name);
      end if;
    end loop;
    alter role service_role bypassrls;
  end $$;
  grant usage on schema public to service_role;
  create schema if not exists extensions;
  grant usage on schema extensions to service_role;
  create schema if not exists supabase_migrations;
  create table if not exists supabase_migrations.schema_migrations (version text primary key, statements text[], name text);
`;

/** Applies what is not applied yet, each in a transaction of its own; keeps the books as the Supabase CLI does. */
export async function migrate(database: PGlite, migrations: readonly Migration[]): Promise<void> {
  const applied = await appliedVersions(database);
  for (const { version, name, sql } of migrations.filter((migration) => !applied.has(migration.version))) {
    await database.transaction(async (transaction) => {
      await transaction.exec(sql);
      await transaction.query(
        'insert into supabase_migrations.schema_migrations (version, statements, name) values ($1, $2, $3)',
        [version, [sql], name],
      );
    });
  }
}

async function appliedVersions(database: PGlite): Promise<Set<string>> {
  await database.exec(SUPABASE_GROUND);
  const { rows } = await database.query<{ version: string }>(
    'select version from supabase_migrations.schema_migrations',
  );
  return new Set(rows.map((row) => row.version));
}
