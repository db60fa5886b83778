import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { StoreUnavailableError } from '../../src/common/errors/store-unavailable.error.js';
import { EmbeddedSqlDatabase } from '../../src/infrastructure/postgres/embedded/embedded-sql-database.js';
import { PgConnections } from '../../src/infrastructure/postgres/server/pg-connections.js';
import { PgSqlDatabase } from '../../src/infrastructure/postgres/server/pg-sql-database.js';
import type { SqlDatabase } from '../../src/infrastructure/postgres/sql-database.js';
import { PersonDigester } from '../../src/suppression/person-digester.js';
import { SqlJobSuppressions } from '../../src/suppression/sql-job-suppressions.js';
import { clearTables } from '../support/clear-tables.js';
import { openEmbeddedDatabase, removeEmbeddedDatabase } from '../support/embedded-database.js';
import { describeWith } from '../support/needed-programs.js';
import { POSTGRES, openRealPostgres } from '../support/real-postgres.js';
import { until } from '../support/until.js';

const digester = new PersonDigester('the key', true);
const keys = (...slugs: string[]) => ({ slugs });
const digests = (...slugs: string[]) => digester.digests({ slugs });
const closers: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const close of closers.toReversed()) await close();
});

async function embedded(): Promise<SqlDatabase> {
  const database = await openEmbeddedDatabase();
  closers.push(() => removeEmbeddedDatabase(database));
  return new EmbeddedSqlDatabase(database.postgres);
}

async function server(): Promise<SqlDatabase> {
  const postgres = await openRealPostgres();
  if (postgres === null) throw new Error('There is no Postgres');
  const connections = PgConnections.to(await postgres.database());
  closers.push(
    () => postgres.close(),
    () => connections.close(),
  );
  return new PgSqlDatabase(connections);
}

for (const [name, open, programs] of [
  ['the embedded database', embedded, []],
  ['Postgres', server, [POSTGRES]],
] as const) {
  describeWith(programs, `suppressed people of jobs in ${name}`, () => {
    let sql: SqlDatabase;
    let store: SqlJobSuppressions;
    beforeAll(async () => {
      sql = await open();
      store = new SqlJobSuppressions(sql, digester);
      await store.areSuppressed([keys('nobody')]);
    });
    beforeEach(async () => void (await sql.query(clearTables('jobs.suppressions', 'jobs.suppression_key'))));

    it('are found, added once, and removed', async () => {
      await store.add([...digests('ann', 'bob'), ...digests('ann')]);
      await store.add(digests('bob'));
      expect(await store.areSuppressed([keys('eve'), keys('eve', 'ann'), keys('bob'), {}])).toEqual([
        false,
        true,
        true,
        false,
      ]);
      await store.remove(digests('ann', 'eve'));
      expect(await store.areSuppressed([keys('eve'), keys('ann'), keys('bob')])).toEqual([false, false, true]);
      expect(await store.areSuppressed([])).toEqual([]);
    });

    it('cannot be asked for or added with another key while there are any', async () => {
      const other = new SqlJobSuppressions(sql, new PersonDigester('another key', true));
      await store.add(digests('ann'));
      await expect(other.areSuppressed([keys('ann')])).rejects.toThrow(StoreUnavailableError);
      await expect(other.add(digests('ann'))).rejects.toThrow(/SUPPRESSION_KEY/);
      await store.remove(digests('ann'));
      await other.add(digests('ann'));
      await expect(store.areSuppressed([keys('ann')])).rejects.toThrow(StoreUnavailableError);
    });
  });
}

describeWith([POSTGRES], 'a suppression', () => {
  it('waits for who asked before it, and is known to who asks after it', async () => {
    const sql = await server();
    const store = new SqlJobSuppressions(sql, digester);
    await store.areSuppressed([keys('ann')]);
    const asked = async (executor: Pick<SqlDatabase, 'query'>) => {
      const [row] = await executor.query<{ found: string[] }>('select jobs.suppressed_among($1::text[], $2) as found', [
        digests('ann'),
        digester.keyCheck,
      ]);
      return row?.found;
    };
    const waiting = async (count: number) =>
      until(async () => {
        const rows = await sql.query(
          `select from pg_stat_activity where datname = current_database() and wait_event = 'advisory'`,
        );
        return rows.length === count || null;
      });
    let adding: Promise<void> | undefined;
    let later: Promise<string[] | undefined> | undefined;
    await sql.transaction(async (transaction) => {
      expect(await asked(transaction)).toEqual([]);
      adding = store.add(digests('ann'));
      await waiting(1);
      // Its statement begins, and takes its snapshot, before the suppression is committed.
      later = asked(sql);
      await waiting(2);
    });
    await adding;
    expect(await later).toEqual(digests('ann'));
  });
});
