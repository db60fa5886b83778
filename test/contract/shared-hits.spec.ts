import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { PgConnections } from '../../src/infrastructure/postgres/server/pg-connections.js';
import { PgSqlDatabase } from '../../src/infrastructure/postgres/server/pg-sql-database.js';
import { SqlSharedHits } from '../../src/infrastructure/rate-limit/sql-shared-hits.js';
import { describeWith } from '../support/needed-programs.js';
import { POSTGRES, openRealPostgres, type RealPostgres } from '../support/real-postgres.js';

const PROCESSES = 3;

describeWith([POSTGRES], 'hits counted in Postgres', () => {
  let postgres: RealPostgres;
  let connections: PgConnections[];
  let counters: SqlSharedHits[];
  let database: PgSqlDatabase;
  /** Instead of the end of this minute. */
  const endMinute = (end: string) => database.query(`update jobs.rate_limits set until = now() + interval '${end}'`);

  beforeAll(async () => {
    postgres = (await openRealPostgres())!;
    const url = await postgres.database();
    connections = Array.from({ length: PROCESSES }, () => PgConnections.to(url));
    counters = connections.map((each) => new SqlSharedHits(new PgSqlDatabase(each)));
    database = new PgSqlDatabase(connections[0]!);
  });
  afterAll(async () => {
    await Promise.all(connections.map((each) => each.onApplicationShutdown()));
    await postgres.close();
  });

  it('are added up over all processes, which may all be the first one', async () => {
    await Promise.all(counters.map((each) => each.add('bob', 1)));
    await counters[0]!.add('ann', 1);
    await endMinute('1 hour');
    const adding = Array.from({ length: 30 }, (_, index) => counters[index % PROCESSES]!.add('ann', 2));
    const totals = (await Promise.all(adding)).map(({ total }) => total);
    expect(totals.toSorted((a, b) => a - b)).toEqual(adding.map((_, index) => 3 + 2 * index));
  });

  it('begin anew with the next minute', async () => {
    await endMinute('-1 second');
    const { total, leftMs } = await counters[1]!.add('ann', 2);
    expect(total).toBe(2);
    expect(leftMs).toBeGreaterThan(0);
    expect(leftMs).toBeLessThanOrEqual(60_000);
  });

  it('are deleted when they no longer count, and never show whose they are', async () => {
    await endMinute('1 hour');
    await counters[0]!.add('address 203.0.113.7', 1);
    const clients = async () => database.query<{ client: string }>('select client from jobs.rate_limits');
    expect(JSON.stringify(await clients())).not.toMatch(/203\.0\.113\.7|ann/);
    await counters[0]!.run();
    expect(await clients()).toHaveLength(3);
    await endMinute('-1 second');
    await counters[2]!.run();
    expect(await clients()).toEqual([]);
  });
});
