import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PGlite } from '@electric-sql/pglite';
import { barePostgres, serverExecutor } from '../../test/support/bare-postgres.js';
import { migrationState } from '../infrastructure/postgres/migrations/migrate.js';
import { statementsOf } from '../infrastructure/postgres/migrations/migration-statements.js';
import { readMigrations } from '../infrastructure/postgres/migrations/migrations.js';

describe('the migrations', () => {
  let database: PGlite;
  let before: unknown[];
  beforeAll(async () => {
    database = await barePostgres();
    before = await settingsOf(database);
  });
  afterAll(() => database.close());

  it('are named as the Supabase CLI names them', async () => {
    for (const { version, name } of await readMigrations()) expect(`${version}_${name}`).toMatch(/^\d{14}_[a-z_]+$/);
  });

  it('can be applied as the Supabase CLI does it: statement by statement, on a database of its own making', async () => {
    const migrations = await readMigrations();
    await database.exec(
      'create schema supabase_migrations; create table supabase_migrations.schema_migrations (version text primary key, statements text[], name text)',
    );
    for (const { version, name, sql } of migrations) {
      await database.transaction(async (transaction) => {
        const statements = statementsOf(sql);
        for (const statement of statements) await transaction.query(statement);
        const values = [version, statements, name];
        await transaction.query('insert into supabase_migrations.schema_migrations values ($1, $2, $3)', values);
      });
    }
    const { rows } = await database.query('select profile_store_version() as version');
    expect(rows).toEqual([{ version: migrations.at(-1)?.version }]);
    expect(await migrationState(serverExecutor(database), migrations)).toEqual({ missing: [], foreign: [] });
  });

  it('leave the settings of the connection as they were', async () => {
    expect(await settingsOf(database)).toEqual(before);
  });
});

async function settingsOf(database: PGlite): Promise<unknown[]> {
  return (await database.query(`select name, setting from pg_settings where source = 'session' order by name`)).rows;
}
