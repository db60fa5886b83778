import { writeFile } from 'node:fs/promises';
import { setImmediate as turn } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  openEmbeddedDatabase,
  removeEmbeddedDatabase,
  type EmbeddedDatabase,
} from '../../../../test/support/embedded-database.js';
import { freshDataDirectory } from '../../../../test/support/fresh-data-directory.js';
import { settings } from '../../../../test/support/settings.js';
import { FatalProblem } from '../../../common/lifecycle/fatal-problem.js';
import { ExactNumber } from '../../../model/exact-number.js';
import { DataDirectory } from '../../data-directory/data-directory.js';
import { compiledPostgres } from './compiled-postgres.js';
import { EmbeddedPostgres } from './embedded-postgres.js';
import { PostgresThread } from './postgres-thread.js';

/** Occupies the database until there is a file of this name in its directory, or for seconds; answers whether it was there. */
const UNTIL_FILE = `
  create function pg_temp.saw_file(name text) returns boolean language plpgsql as $$
    begin
      for round in 1 .. 1000000 loop
        if (pg_stat_file(name, true)).size is not null then return true; end if;
      end loop;
      return false;
    end $$`;

const release = ({ path }: EmbeddedDatabase) => writeFile(join(path, 'postgres', 'released'), '');

describe('the thread of the embedded Postgres', () => {
  let database: EmbeddedDatabase;
  beforeAll(async () => void (database = await openEmbeddedDatabase()));
  afterAll(() => removeEmbeddedDatabase(database));

  it('leaves the event loop free while a statement runs', async () => {
    const driver = await database.postgres.driver();
    await driver.exec(UNTIL_FILE);
    const statement = driver.query(`select pg_temp.saw_file('released') as saw`);
    for (let turns = 0; turns < 10; turns += 1) await turn();
    await release(database);
    expect((await statement).rows).toEqual([{ saw: true }]);
  });

  it('passes on what Postgres says about an error, without the statement and its values', async () => {
    const driver = await database.postgres.driver();
    const error: unknown = await driver.query('select 1 / $1::int', [0]).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ message: 'division by zero', code: '22012', severity: 'ERROR' });
    expect(Object.keys(error as Error)).not.toEqual(expect.arrayContaining(['query', 'params']));
  });

  it('passes values of all types on as they are', async () => {
    const driver = await database.postgres.driver();
    const { rows } = await driver.query(
      `select $1::jsonb as json, $1::jsonb ->> 'n' as digits, $2::text[] as list, $3::bytea as bytes, $4::timestamptz as moment,
         $5::jsonb as entries, null::jsonb as nothing, 'null'::jsonb as json_null, 9007199254740993 as large, 0.5 as part`,
      [
        { n: ExactNumber.read('9007199254740993') },
        ['a', null],
        new Uint8Array([0, 255]),
        new Date(0),
        [{ n: ExactNumber.read('1.50') }],
      ],
    );
    expect(rows).toEqual([
      {
        json: { n: 9007199254740992 },
        digits: '9007199254740993',
        list: ['a', null],
        bytes: new Uint8Array([0, 255]),
        moment: '1970-01-01 00:00:00+00',
        entries: [{ n: 1.5 }],
        nothing: null,
        json_null: null,
        large: 9007199254740993n,
        part: 0.5,
      },
    ]);
  });

  it('reads of two columns with one name the last, by its own type', async () => {
    const driver = await database.postgres.driver();
    expect((await driver.query(`select '{}'::jsonb as a, 'text' as a`)).rows).toEqual([{ a: 'text' }]);
    expect((await driver.exec(`select 'text' as a, '{}'::jsonb as a`))[0]?.rows).toEqual([{ a: {} }]);
  });

  it('delivers notifications until nobody listens', async () => {
    const driver = await database.postgres.driver();
    const heard: string[] = [];
    const first = Promise.withResolvers<void>();
    const stop = await driver.listen('news', (payload) => {
      heard.push(payload);
      first.resolve();
    });
    await driver.query(`select pg_notify('news', 'one'), pg_notify('other', 'two')`);
    await first.promise;
    await stop();
    await driver.query(`select pg_notify('news', 'three')`);
    expect(heard).toEqual(['one']);
    expect((await driver.query('select pg_listening_channels() as channel')).rows).toEqual([]);
  });
});

describe('the thread of an embedded Postgres that is closed', () => {
  let database: EmbeddedDatabase;
  beforeEach(async () => void (database = await openEmbeddedDatabase()));
  afterEach(() => removeEmbeddedDatabase(database));

  it('closes after the statement that is running', async () => {
    const driver = await database.postgres.driver();
    await driver.exec(UNTIL_FILE);
    const statement = driver.query(`select pg_temp.saw_file('released') as saw`);
    const next = driver.query('select 1').catch((error: Error) => error.message);
    await turn();
    const closed = database.close();
    await release(database);
    expect((await statement).rows).toEqual([{ saw: true }]);
    await closed;
    expect(await next).toBe('The embedded Postgres is closed');
  });

  it('is ended by the signal of its opening, which is no breakdown', async () => {
    const module = await compiledPostgres();
    await database.close();
    let breakdowns = 0;
    const thread = new PostgresThread(() => (breakdowns += 1));
    const timeout = new AbortController();
    const opening = thread.open(join(database.path, 'postgres'), module, timeout.signal);
    timeout.abort();
    await expect(opening).rejects.toThrow('The embedded Postgres has failed');
    await thread.terminate();
    expect(breakdowns).toBe(0);
  });
});

describe('an embedded Postgres whose thread ends unexpectedly', () => {
  it('fails the statement that was running and all later ones, and reports that the process cannot continue', async () => {
    const path = await freshDataDirectory();
    const directory = new DataDirectory(settings({ DATA_DIR: path }));
    const fatal = new FatalProblem();
    const postgres = new EmbeddedPostgres(directory, fatal);
    const { default: real } = (await jestWorker.import('node:process')) as { default: NodeJS.Process };
    const started = Promise.withResolvers<Worker>();
    real.once('worker', started.resolve);
    const driver = await postgres.driver();
    await driver.exec(UNTIL_FILE);
    const running = driver.query(`select pg_temp.saw_file('never')`).catch((error: Error) => error.message);
    const waiting = driver.query('select 1').catch((error: Error) => error.message);
    await turn();
    expect(fatal.problem).toBeNull();

    await (await started.promise).terminate();
    const refused = 'The embedded Postgres has failed and accepts no more statements';
    expect(await Promise.all([running, waiting])).toEqual([refused, refused]);
    expect(await fatal.happened).toMatch(/^The embedded Postgres crashed/);
    await expect(driver.query('select 1')).rejects.toThrow(refused);
    await removeEmbeddedDatabase({ path, close: () => directory.close() } as EmbeddedDatabase);
  });
});
