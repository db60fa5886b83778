import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  openEmbeddedDatabase,
  removeEmbeddedDatabase,
  type EmbeddedDatabase,
} from '../../../test/support/embedded-database.js';
import { hasRealPostgres, openRealPostgres } from '../../../test/support/real-postgres.js';
import { EmbeddedSqlDatabase } from '../../infrastructure/postgres/embedded/embedded-sql-database.js';
import { PgConnections } from '../../infrastructure/postgres/server/pg-connections.js';
import { PgSqlDatabase } from '../../infrastructure/postgres/server/pg-sql-database.js';
import { applySchema } from './apply-schema.js';
import { versions } from './versions.js';

const COUNTING = {
  version: 1,
  statements: ['create table jobs.counted (n int)', 'insert into jobs.counted values (1)'],
};

describe('the schema of the jobs', () => {
  let embedded: EmbeddedDatabase;
  let database: EmbeddedSqlDatabase;
  beforeEach(async () => {
    embedded = await openEmbeddedDatabase();
    database = new EmbeddedSqlDatabase(embedded.postgres);
    await database.query('drop schema jobs cascade');
  });
  afterEach(() => removeEmbeddedDatabase(embedded));

  it('is brought up to date step by step, each once', async () => {
    await applySchema(database, [COUNTING]);
    await applySchema(database, [COUNTING, { version: 2, statements: ['insert into jobs.counted values (2)'] }]);
    expect(await database.query('select n from jobs.counted order by n')).toEqual([{ n: 1 }, { n: 2 }]);
  });

  it('is left as it was by a step that fails', async () => {
    await applySchema(database, [COUNTING]);
    const failing = { version: 2, statements: ['insert into jobs.counted values (2)', 'select no_such_function()'] };
    await expect(applySchema(database, [COUNTING, failing])).rejects.toThrow('42883');
    expect(await database.query('select n from jobs.counted')).toEqual([{ n: 1 }]);
  });

  it('leaves a version alone that a newer process applied', async () => {
    await applySchema(database, [COUNTING, { version: 2, statements: ['insert into jobs.counted values (2)'] }]);
    await applySchema(database, [COUNTING]);
    expect(await database.query('select n from jobs.counted order by n')).toEqual([{ n: 1 }, { n: 2 }]);
  });
});

if (hasRealPostgres) {
  it('is made once by processes that start at the same time', async () => {
    const server = await openRealPostgres();
    if (server === null) throw new Error('There is no Postgres server');
    const url = await server.database();
    const connections = Array.from({ length: 4 }, () => PgConnections.to(url));
    const databases = connections.map((connection) => new PgSqlDatabase(connection));
    await Promise.all(databases.map((database) => applySchema(database)));
    expect(await databases[0]?.query('select version from jobs.schema_versions order by version')).toEqual(
      versions.map(({ version }) => ({ version })),
    );
    await Promise.all(connections.map((connection) => connection.close()));
    await server.close();
  });
}
