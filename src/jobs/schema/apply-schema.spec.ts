import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  openEmbeddedDatabase,
  removeEmbeddedDatabase,
  type EmbeddedDatabase,
} from '../../../test/support/embedded-database.js';
import { describeWith } from '../../../test/support/needed-programs.js';
import { POSTGRES, openRealPostgres } from '../../../test/support/real-postgres.js';
import { DatabaseUnavailableError } from '../../infrastructure/postgres/database-unavailable.error.js';
import { EmbeddedSqlDatabase } from '../../infrastructure/postgres/embedded/embedded-sql-database.js';
import { PgConnections } from '../../infrastructure/postgres/server/pg-connections.js';
import { PgSqlDatabase } from '../../infrastructure/postgres/server/pg-sql-database.js';
import { readMigrations, type Migration } from '../../infrastructure/postgres/migrations/migrations.js';
import { applySchema } from './apply-schema.js';

const COUNTING: Migration = {
  version: '0001',
  name: 'counting',
  sql: 'create table jobs.counted (n int); insert into jobs.counted values (1)',
};
const COUNTING_ON: Migration = { version: '0002', name: 'more', sql: 'insert into jobs.counted values (2)' };

describe('the jobs schema', () => {
  let embedded: EmbeddedDatabase;
  let database: EmbeddedSqlDatabase;
  beforeAll(async () => {
    embedded = await openEmbeddedDatabase();
    database = new EmbeddedSqlDatabase(embedded.postgres);
  });
  beforeEach(() => database.query('drop schema jobs cascade'));
  afterAll(() => removeEmbeddedDatabase(embedded));

  it('is migrated step by step, each step once', async () => {
    await applySchema(database, [COUNTING]);
    await applySchema(database, [COUNTING, COUNTING_ON]);
    expect(await database.query('select n from jobs.counted order by n')).toEqual([{ n: 1 }, { n: 2 }]);
  });

  it('is unchanged after a step that fails', async () => {
    await applySchema(database, [COUNTING]);
    const failing = { ...COUNTING_ON, sql: `${COUNTING_ON.sql}; select no_such_function()` };
    await expect(applySchema(database, [COUNTING, failing])).rejects.toThrow('42883');
    expect(await database.query('select n from jobs.counted')).toEqual([{ n: 1 }]);
  });

  it('continues from the state of releases that had no migrations', async () => {
    // The statements of such a release.
    await database.query('create schema if not exists jobs');
    await database.query(
      'create table if not exists jobs.schema_versions (version int primary key, applied_at timestamptz not null default now())',
    );
    await database.query('create table jobs.counted (n int)');
    await database.query('insert into jobs.schema_versions (version) values (1)');
    await applySchema(database, [COUNTING]);
    await applySchema(database, [COUNTING, COUNTING_ON]);
    expect(await database.query('select n from jobs.counted')).toEqual([{ n: 2 }]);
    expect(await database.query('select version from jobs.schema_versions order by version')).toEqual([
      { version: 1 },
      { version: 2 },
    ]);
  });

  it('is reported as unavailable, and nothing worse, if its database is', async () => {
    const away = new DatabaseUnavailableError();
    const losing = Object.create(database, {
      transaction: {
        value: (work: Parameters<typeof database.transaction>[0]) =>
          database.transaction((sql) =>
            work({
              ...sql,
              query: (text, values) => (text.includes('counted') ? Promise.reject(away) : sql.query(text, values)),
            }),
          ),
      },
    }) as EmbeddedSqlDatabase;
    await expect(applySchema(losing, [COUNTING])).rejects.toBe(away);
    await applySchema(database, [COUNTING]);
    expect(await database.query('select n from jobs.counted')).toEqual([{ n: 1 }]);
  });

  it('leaves alone a version that a newer process applied', async () => {
    await applySchema(database, [COUNTING, COUNTING_ON]);
    await applySchema(database, [COUNTING]);
    expect(await database.query('select n from jobs.counted order by n')).toEqual([{ n: 1 }, { n: 2 }]);
  });
});

describeWith([POSTGRES], 'on a server', () => {
  it('is created once by processes that start at the same time', async () => {
    const server = await openRealPostgres();
    if (server === null) throw new Error('There is no Postgres server');
    const url = await server.database();
    const connections = Array.from({ length: 4 }, () => PgConnections.to(url));
    const databases = connections.map((connection) => new PgSqlDatabase(connection));
    await Promise.all(databases.map((database) => applySchema(database)));
    const versions = await databases[0]?.query<{ version: number }>(
      'select version from jobs.schema_versions order by version',
    );
    const files = await readMigrations(new URL('../migrations/', import.meta.url).pathname);
    expect(versions?.map(({ version }) => version)).toEqual(files.map(({ version }) => Number(version)));
    await Promise.all(connections.map((connection) => connection.close()));
    await server.close();
  });
});
