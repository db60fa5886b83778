import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { PgConnections } from '../../src/infrastructure/postgres/server/pg-connections.js';
import { PgSqlDatabase } from '../../src/infrastructure/postgres/server/pg-sql-database.js';
import { postgresQueue } from '../../src/infrastructure/queue/postgres-queue.js';
import { SqlJobStore } from '../../src/jobs/records/sql-job.store.js';
import { SqlJobSuppressions } from '../../src/suppression/sql-job-suppressions.js';
import { isFullExtent } from '../support/extent.js';
import { describeWith } from '../support/needed-programs.js';
import { openPostgresGateway, type PostgresGateway } from '../support/postgres-gateway.js';
import { POSTGRES, openRealPostgres } from '../support/real-postgres.js';
import { day, numbered } from './builders.js';
import { aJob, aResult } from './job-store.builders.js';
import { digester, storesOn } from './profile-store.stores.js';
import type { Stores } from './profile-store.contract.js';

const RUNS = isFullExtent ? 100 : 15;
const WRITERS = 8;
/** After how many writers have begun the person is suppressed. */
const moment = fc.integer({ min: 0, max: WRITERS });

/** Starts all of it without waiting, the suppression in between, and returns when the suppression has returned. */
async function amid(writes: readonly (() => Promise<unknown>)[], at: number, suppress: () => Promise<unknown>) {
  const before = writes.slice(0, at).map((write) => write());
  const suppressing = suppress();
  const after = writes.slice(at).map((write) => write());
  await suppressing;
  return Promise.all([...before, ...after]);
}

describeWith([POSTGRES], 'whoever is suppressed while many are storing', () => {
  let server: PostgresGateway;
  let stores: Stores;
  let jobs: SqlJobStore;
  let suppressions: SqlJobSuppressions;
  let close: () => Promise<void>;
  let sql: PgSqlDatabase;
  let run = 0;
  beforeAll(async () => {
    server = await openPostgresGateway();
    const behind = async (text: string, values: unknown[] = []) =>
      (await server.pool.query(text, values)).rows as unknown[];
    stores = storesOn(server.gateway, behind);
    const postgres = (await openRealPostgres())!;
    const connections = PgConnections.to(await postgres.database());
    const queue = postgresQueue(connections);
    sql = new PgSqlDatabase(connections);
    jobs = new SqlJobStore(sql, queue, digester);
    suppressions = new SqlJobSuppressions(sql, digester);
    close = async () => {
      await queue.close();
      await connections.close();
      await postgres.close();
    };
  });
  afterAll(async () => {
    await server.close();
    await close();
  });

  it('is not stored as a profile any longer once that has returned, by whatever led there', async () => {
    const list = stores.suppressions(digester);
    await fc.assert(
      fc.asyncProperty(moment, fc.constantFrom('slug', 'number', 'address'), async (at, by) => {
        await stores.clear();
        const writes = Array.from({ length: WRITERS }, (_, index) => () => {
          const given = { email: index % 2 === 0 ? 'ann@example.com' : null };
          return stores.profiles.saveAll([
            numbered('ann', '1', day(index), { about: `answer ${index}` }, given),
            numbered(`other-${index}`, null, day(0)),
          ]);
        });
        const keys = {
          slug: { slugs: ['ann'] },
          number: { linkedin_ids: ['1'] },
          address: { emails: ['ann@example.com'] },
        };
        const stored = () =>
          stores.behind(
            `select p.about, p.fetched_at, e.email from profiles p left join profile_emails e on e.profile_id = p.id
             where linkedin_id = '1'`,
          );
        let atReturn: unknown[] = [];
        const outcomes = (await amid(writes, at, async () => {
          await list.add([digester.digests({ ...keys.slug, ...keys.number, ...keys[by] })], {
            reason: 'request',
            created_by: 'test',
          });
          atReturn = await stored();
        })) as { status: string }[][];
        expect(await stored()).toEqual(atReturn);
        expect(outcomes.map(([, other]) => other!.status)).toEqual(outcomes.map(() => 'saved'));
        expect((await writes[0]!())[0]).toEqual({ status: 'suppressed' });
      }),
      { numRuns: RUNS },
    );
  });

  it('ends no item with data any longer once that has returned', async () => {
    await fc.assert(
      fc.asyncProperty(moment, async (at) => {
        const linkedin_id = String(1_000 + ++run);
        const job = aJob(WRITERS);
        await jobs.create(job, 100);
        const identity = { public_id: null, linkedin_id };
        const writes = Array.from(
          { length: WRITERS },
          (_, index) => () => jobs.finish(job.job_id, [aResult(index + 1, { identity })]),
        );
        const done = async () => (await jobs.results(job.job_id, { limit: 100 })).outcomes.length;
        let atReturn = 0;
        const finished = await amid(writes, at, async () => {
          await suppressions.add(digester.digests({ linkedin_ids: [linkedin_id] }));
          atReturn = await done();
        });
        expect(await done()).toBe(atReturn);
        const refused = (finished as { suppressed: number[] }[]).flatMap(({ suppressed }) => suppressed);
        expect(refused).toHaveLength(WRITERS - atReturn);
        const left = await jobs.unfinished(job.job_id, 1, WRITERS);
        expect(left.map(({ email_number }) => email_number)).toEqual(refused.toSorted((one, other) => one - other));
      }),
      { numRuns: RUNS },
    );
  });
});
