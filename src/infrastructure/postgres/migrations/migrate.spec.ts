import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { barePostgres } from '../../../../test/support/bare-postgres.js';
import { describeWith } from '../../../../test/support/needed-programs.js';
import { POSTGRES, openRealPostgres } from '../../../../test/support/real-postgres.js';
import { migrate, migrationState } from './migrate.js';
import { embeddedMigrationExecutor } from './migrate-embedded.js';
import { pgMigrationExecutor } from './migrate-pg.js';
import type { MigrationExecutor } from './migration-executor.js';
import { MigrationError } from './migration.error.js';
import type { Migration } from './migrations.js';

const counting: Migration = {
  version: '1',
  name: 'counting',
  sql: 'create table counted (n int); insert into counted values (1)',
};
const failing: Migration = {
  version: '2',
  name: 'failing',
  sql: 'insert into counted values (2); select no_such_function()',
};

interface OpenedDatabase {
  /** A second connection if the driver supports more than one. */
  executor: () => Promise<MigrationExecutor>;
  query: (text: string) => Promise<unknown[]>;
  close: () => Promise<void>;
}

migrating('the embedded Postgres', async () => {
  const database = await barePostgres();
  return {
    executor: () => Promise.resolve(embeddedMigrationExecutor(database)),
    query: async (text) => (await database.query(text)).rows,
    close: () => database.close(),
  };
});

describeWith([POSTGRES], 'on a server', () => {
  migrating('a Postgres server', async () => {
    const server = await openRealPostgres();
    if (server === null) throw new Error('There is no Postgres server');
    const connectionString = await server.database();
    const clients: pg.Client[] = [];
    const connect = async () => {
      const client = new pg.Client({ connectionString });
      clients.push(client);
      await client.connect();
      return client;
    };
    const own = await connect();
    return {
      executor: async () => pgMigrationExecutor(await connect()),
      query: async (text) => (await own.query(text)).rows as unknown[],
      close: async () => {
        for (const client of clients) await client.end();
        await server.close();
      },
    };
  });
});

function migrating(name: string, open: () => Promise<OpenedDatabase>): void {
  describe(`migrating ${name}`, () => {
    let instance: OpenedDatabase;
    let database: MigrationExecutor;
    beforeAll(async () => {
      instance = await open();
      database = await instance.executor();
    });
    beforeEach(async () => {
      await instance.query('drop schema if exists supabase_migrations cascade');
      await instance.query('drop table if exists counted');
    });
    afterAll(() => instance.close());

    const run = (...migrations: Migration[]) => migrate(database, migrations);
    const history = () => instance.query('select * from supabase_migrations.schema_migrations order by version');

    it('applies each migration once, and maintains the history of the Supabase CLI', async () => {
      expect((await run(counting)).applied).toEqual([counting]);
      expect((await run(counting)).applied).toEqual([]);
      expect(await instance.query('select n from counted')).toEqual([{ n: 1 }]);
      const statements = ['create table counted (n int)', 'insert into counted values (1)'];
      expect(await history()).toEqual([{ version: '1', name: 'counting', statements }]);
    });

    it('applies nothing of a failed migration, and keeps the ones before it', async () => {
      const failed = await run(counting, failing).catch((error: unknown) => error);
      expect(failed).toBeInstanceOf(MigrationError);
      expect(failed).toMatchObject({ title: '2_failing', message: expect.stringContaining('no_such_function') });
      expect(await instance.query('select n from counted')).toEqual([{ n: 1 }]);
      expect(await history()).toHaveLength(1);
    });

    it('has nothing to do on a database that the CLI migrated', async () => {
      // As CLI releases of 2021 left it, with the extensions of the platform.
      for (const columns of ['', ', name text, statements text[], created_by text, idempotency_key text unique']) {
        await instance.query('drop schema if exists supabase_migrations cascade');
        await instance.query('create schema supabase_migrations');
        await instance.query(
          `create table supabase_migrations.schema_migrations (version text not null primary key${columns})`,
        );
        await instance.query(`insert into supabase_migrations.schema_migrations (version) values ('1')`);
        expect(await run(counting)).toEqual({ applied: [], foreign: [] });
        const added = { ...counting, version: '3', sql: 'select 1' };
        expect((await run(counting, added)).applied).toEqual([added]);
        expect(await history()).toMatchObject([{ version: '1' }, { version: '3', name: 'counting' }]);
      }
    });

    it('reports unknown migrations and leaves them alone', async () => {
      await run(counting, { version: '5', name: 'of_a_newer_release', sql: 'select 1' });
      const state = await migrationState(database, [counting]);
      expect(state).toEqual({ missing: [], foreign: [{ version: '5', name: 'of_a_newer_release' }] });
      expect((await run(counting)).foreign).toEqual(state.foreign);
      expect(await history()).toHaveLength(2);
    });

    it('ignores that a file was edited after it was applied', async () => {
      await run(counting);
      expect(await run({ ...counting, sql: 'select no_such_function()' })).toEqual({ applied: [], foreign: [] });
    });

    it('changes nothing when asked for the state', async () => {
      const state = await migrationState(database, [counting]);
      expect(state).toEqual({ missing: [counting], foreign: [] });
      expect(await instance.query(`select to_regnamespace('supabase_migrations') as made`)).toEqual([{ made: null }]);
    });

    it('serializes concurrent runs, so that each migration is applied once', async () => {
      const added = Array.from({ length: 5 }, (_, index) => ({ ...counting, version: `1${index}`, sql: 'select 1' }));
      const others = await Promise.all(Array.from({ length: 3 }, () => instance.executor()));
      const reports = await Promise.all(others.map((other) => migrate(other, [counting, ...added])));
      const applied = reports.flatMap((report) => report.applied.map(({ version }) => version));
      expect(applied.toSorted()).toEqual(['1', '10', '11', '12', '13', '14']);
      expect(await instance.query('select n from counted')).toEqual([{ n: 1 }]);
    });

    it("creates Supabase's roles if they are missing, and leaves existing ones alone", async () => {
      await run(counting);
      const roles = () =>
        instance.query(`select rolname, rolcanlogin, rolbypassrls from pg_roles
          where rolname in ('anon', 'authenticated', 'service_role') order by rolname`);
      const made = [
        { rolname: 'anon', rolcanlogin: false, rolbypassrls: false },
        { rolname: 'authenticated', rolcanlogin: false, rolbypassrls: false },
        { rolname: 'service_role', rolcanlogin: false, rolbypassrls: true },
      ];
      expect(await roles()).toEqual(made);
      await run(counting, { ...counting, version: '3', sql: 'select 1' });
      expect(await roles()).toEqual(made);
    });
  });
}
