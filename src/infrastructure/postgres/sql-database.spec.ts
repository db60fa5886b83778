import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openEmbeddedDatabase, removeEmbeddedDatabase } from '../../../test/support/embedded-database.js';
import { describeWith } from '../../../test/support/needed-programs.js';
import { whenReachable } from '../../../test/support/ready.js';
import { POSTGRES, openRealPostgres } from '../../../test/support/real-postgres.js';
import { unlimited } from '../../../test/support/unlimited.js';
import { StoreUnavailableError } from '../../common/errors/store-unavailable.error.js';
import { EmbeddedSqlDatabase } from './embedded/embedded-sql-database.js';
import { PgConnections } from './server/pg-connections.js';
import { PgSqlDatabase } from './server/pg-sql-database.js';
import { copyCsv, type CopyValue } from './copy-csv.js';
import type { SqlDatabase } from './sql-database.js';
import { SqlError } from './sql.error.js';

interface OpenedDatabase {
  database: SqlDatabase;
  close: () => Promise<void>;
}

describe('the embedded SQL database', () =>
  promises(async () => {
    const embedded = await openEmbeddedDatabase();
    return { database: new EmbeddedSqlDatabase(embedded.postgres), close: () => removeEmbeddedDatabase(embedded) };
  }));

describeWith([POSTGRES], 'on a server', () => {
  describe('the SQL database on a Postgres server', () => {
    promises(async () => {
      const server = await openRealPostgres();
      if (server === null) throw new Error('There is no Postgres server');
      const connections = PgConnections.to(await server.database());
      const database = new PgSqlDatabase(connections);
      const close = async () => {
        await connections.close();
        await server.close();
      };
      return { database, close };
    });

    it('is unavailable to a statement whose connection is cut, and works again at the next one', async () => {
      const server = await openRealPostgres();
      if (server === null) throw new Error('There is no Postgres server');
      const connections = PgConnections.to(await server.database());
      const database = new PgSqlDatabase(connections);
      const cut = database.transaction((sql) => sql.query('select pg_terminate_backend(pg_backend_pid())'));
      await expect(cut).rejects.toThrow(StoreUnavailableError);
      expect(await database.query('select 1 as n')).toEqual([{ n: 1 }]);
      await connections.close();
      await server.close();
    });

    it('is unavailable to a copy whose connection is cut', async () => {
      const server = await openRealPostgres();
      if (server === null) throw new Error('There is no Postgres server');
      const connections = PgConnections.to(await server.database());
      const database = new PgSqlDatabase(connections);
      await database.query('create table copied (n int)');
      const cut = database.transaction(async (sql) => {
        const [row] = await sql.query<{ pid: number }>('select pg_backend_pid() as pid');
        await database.query('select pg_terminate_backend($1)', [row?.pid]);
        await sql.copyIn('copied (n)', copyCsv([[1]]));
      });
      await expect(cut).rejects.toThrow(StoreUnavailableError);
      expect(await database.query('select n from copied')).toEqual([]);
      await connections.close();
      await server.close();
    });

    it('is unavailable when its server is down', async () => {
      const server = await openRealPostgres();
      if (server === null) throw new Error('There is no Postgres server');
      const connections = PgConnections.to(await server.database());
      const database = new PgSqlDatabase(connections);
      await whenReachable(database);
      await server.close();
      if (!server.isThrownAway) return connections.close();
      await expect(database.query('select 1')).rejects.toThrow(StoreUnavailableError);
      await expect(database.transaction(async () => {})).rejects.toThrow(StoreUnavailableError);
      await expect(database.check(unlimited())).rejects.toThrow(StoreUnavailableError);
      await connections.close();
    });
  });
});

it('is unavailable if no server listens, without revealing the password', async () => {
  const connections = PgConnections.to('postgres://someone:s3cret@127.0.0.1:1/jobs');
  const database = new PgSqlDatabase(connections);
  expect(database.description).toBe('Postgres at 127.0.0.1:1/jobs');
  await expect(database.query('select 1')).rejects.toThrow(StoreUnavailableError);
  await connections.close();
});

function promises(open: () => Promise<OpenedDatabase>): void {
  let database: SqlDatabase;
  let close: () => Promise<void>;
  beforeAll(async () => {
    ({ database, close } = await open());
    await database.query('create table numbers (n int primary key)');
  });
  afterAll(() => close());

  it('can be probed', async () => {
    await whenReachable(database);
    await expect(database.check(AbortSignal.abort(new Error('too late')))).rejects.toThrow('too late');
  });

  it('returns the documented types', async () => {
    const rows = await database.query(`select $1::int as n, $2::timestamptz as at, '{"a": [1]}'::json as data`, [
      1,
      '2026-01-01T00:00:00.123Z',
    ]);
    expect(rows).toEqual([{ n: 1, at: new Date('2026-01-01T00:00:00.123Z'), data: { a: [1] } }]);
  });

  it('keeps the digits of numbers in json', async () => {
    const json = '{"a":[9007199254740993,0.1000000000000000055,1e400],"b":1}';
    const [row] = await database.query<{ data: unknown }>('select $1::json as data', [json]);
    expect(JSON.stringify(row?.data)).toBe(json);
  });

  it('keeps the changes of a transaction, and none of one that throws', async () => {
    await database.transaction((sql) => sql.query('insert into numbers values (1)'));
    const failure = new Error('changed its mind');
    const failing = database.transaction(async (sql) => {
      await sql.query('insert into numbers values (2)');
      throw failure;
    });
    await expect(failing).rejects.toBe(failure);
    expect(await database.query('select n from numbers')).toEqual([{ n: 1 }]);
  });

  it('reports a rejection by its code, without the statement and its values', async () => {
    const refused: unknown = await database
      .query('insert into numbers select $1::text::int', ['ann@example.com'])
      .catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(SqlError);
    expect(refused).toMatchObject({ code: '22P02', message: 'The database rejected a statement (22P02)' });
    const { cause } = refused as Error;
    for (const name of ['query', 'params', 'detail', 'where']) expect(cause).not.toHaveProperty(name);
  });

  it('copies rows as they are', async () => {
    await database.query('create table copied (n int, name text, isGood boolean, data json)');
    const texts = [
      '',
      '"',
      'a,b;c\td',
      'line\nline\r\n',
      '\\N',
      '\\.',
      'a\n\\.\nb',
      ' 日本 \u{1f91d} ',
      "o'neil",
      'null',
    ];
    const rows = texts.map((text, n) => [n, text, n % 2 === 0, JSON.stringify({ [text]: [text, null, 0.1] })]);
    await database.copyIn(
      'copied (n, name, isGood, data)',
      copyCsv([...rows, [99, null, null, null]] as CopyValue[][]),
    );
    expect(await database.query('select n, name, isGood as "isGood", data from copied order by n')).toEqual([
      ...texts.map((name, n) => ({ n, name, isGood: n % 2 === 0, data: { [name]: [name, null, 0.1] } })),
      { n: 99, name: null, isGood: null, data: null },
    ]);
  });

  it('copies all rows or none, as part of a transaction', async () => {
    const failing = database.transaction(async (sql) => {
      await sql.copyIn('numbers (n)', copyCsv([[7], [8]]));
      await sql.copyIn('numbers (n)', copyCsv([[9], ['ann@example.com']]));
    });
    const refused: unknown = await failing.catch((error: unknown) => error);
    expect(refused).toMatchObject({ name: 'SqlError', code: '22P02' });
    expect(JSON.stringify((refused as Error).cause)).not.toContain('ann');
    await database.transaction(async (sql) => {
      await sql.copyIn('numbers (n)', copyCsv([[7]]));
      await sql.copyIn('numbers (n)', '');
      await sql.query('insert into numbers values (8)');
    });
    expect(await database.query('select n from numbers where n > 6 order by n')).toEqual([{ n: 7 }, { n: 8 }]);
  });

  it('keeps working after a rejection inside a transaction', async () => {
    const failing = database.transaction(async (sql) => {
      await sql.query('insert into numbers values (3)');
      await sql.query('select no_such_column');
    });
    await expect(failing).rejects.toThrow(SqlError);
    expect(await database.query('select n from numbers where n = 3')).toEqual([]);
  });
}
