import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { HOUR_MS } from '../../src/common/durations.js';
import { KEPT_HOURS } from '../../src/idempotency/idempotency.store.js';
import { EmbeddedSqlDatabase } from '../../src/infrastructure/postgres/embedded/embedded-sql-database.js';
import { readMigrations } from '../../src/infrastructure/postgres/migrations/migrations.js';
import { PgConnections } from '../../src/infrastructure/postgres/server/pg-connections.js';
import { PgSqlDatabase } from '../../src/infrastructure/postgres/server/pg-sql-database.js';
import type { SqlDatabase } from '../../src/infrastructure/postgres/sql-database.js';
import { embeddedQueue } from '../../src/infrastructure/queue/embedded-queue.js';
import { postgresQueue } from '../../src/infrastructure/queue/postgres-queue.js';
import type { Queue } from '../../src/infrastructure/queue/queue.js';
import { SqlIdempotencyStore } from '../../src/jobs/records/sql-idempotency.store.js';
import { SqlJobStore } from '../../src/jobs/records/sql-job.store.js';
import { applySchema } from '../../src/jobs/schema/apply-schema.js';
import { openEmbeddedDatabase, removeEmbeddedDatabase } from '../support/embedded-database.js';
import { describeWith } from '../support/needed-programs.js';
import { POSTGRES, openRealPostgres } from '../support/real-postgres.js';
import { aJob, aScope } from './job-store.builders.js';
import { digester } from './profile-store.stores.js';

interface Opened {
  database: SqlDatabase;
  queue: Queue;
  close: () => Promise<void>;
}

const RESPONSE = { status: 201, headers: { Location: '/x' } };
const BODY = { id: 1, text: '\0 ü' };

function idempotencyStore(driver: string, open: () => Promise<Opened>): void {
  describe(`idempotency keys on ${driver}`, () => {
    let opened: Opened;
    let store: SqlIdempotencyStore;
    let jobs: SqlJobStore;
    beforeAll(async () => {
      opened = await open();
      store = new SqlIdempotencyStore(opened.database, opened.queue);
      jobs = new SqlJobStore(opened.database, opened.queue, digester);
    });
    afterAll(() => opened.close());

    const scopeOf = () => aScope(randomUUID());
    const claim = (scope = scopeOf(), hash: string | null = 'hash') => store.claim(scope, hash, false);
    const claimed = async (scope: ReturnType<typeof scopeOf>) => {
      const result = await claim(scope);
      if (result.state !== 'claimed') throw new Error(`The key is ${result.state}`);
      return result.claim;
    };
    const change = (what: string, key: string) =>
      opened.database.query(`update jobs.idempotency_keys set ${what} where key = $1`, [key]);
    const lapse = (key: string) => change(`claimed_until = now() - interval '1 second'`, key);

    it('are claimed by one of many callers, and answered to all later ones', async () => {
      const scope = scopeOf();
      const results = await Promise.all(Array.from({ length: 8 }, () => claim(scope)));
      const winners = results.flatMap((result) => (result.state === 'claimed' ? [result.claim] : []));
      expect(winners).toHaveLength(1);
      expect(results.filter(({ state }) => state === 'in-use')).toHaveLength(7);
      await store.keep(scope, winners[0]!, RESPONSE, JSON.stringify(BODY));
      const answered = { state: 'answered', request_hash: 'hash', response: { ...RESPONSE, body: BODY } };
      expect(await Promise.all([claim(scope), claim(scope, 'another')])).toEqual([answered, answered]);
    });

    it('are different ones for another caller and for another route', async () => {
      const scope = scopeOf();
      await claimed(scope);
      await claimed({ ...scope, caller: 'another' });
      await claimed({ ...scope, route: 'POST /other' });
    });

    it('are free again when they are released', async () => {
      const scope = scopeOf();
      const first = await claimed(scope);
      await store.release(scope, randomUUID());
      expect(await claim(scope)).toEqual({ state: 'in-use' });
      await store.release(scope, first);
      await claimed(scope);
    });

    it('go to another caller after the lease, unless it is renewed; the former one then changes nothing', async () => {
      const scope = scopeOf();
      const lost = await claimed(scope);
      await lapse(scope.key);
      await store.renew(scope, lost);
      expect(await claim(scope)).toEqual({ state: 'in-use' });
      await lapse(scope.key);
      const claims = await Promise.all([claim(scope), claim(scope)]);
      expect(claims.map(({ state }) => state).toSorted()).toEqual(['claimed', 'in-use']);
      await store.keep(scope, lost, RESPONSE, '"lost"');
      await store.release(scope, lost);
      expect(await claim(scope)).toEqual({ state: 'in-use' });
    });

    it('are free again after a day, and are removed then', async () => {
      const [scope, other] = [scopeOf(), scopeOf()];
      for (const each of [scope, other]) await store.keep(each, await claimed(each), RESPONSE, '"kept"');
      await change(`created_at = now() - interval '${KEPT_HOURS} hours 1 minute'`, scope.key);
      const removed = () => store.removeBefore(new Date(Date.now() - KEPT_HOURS * HOUR_MS));
      expect(await removed()).toBe(1);
      await change(`created_at = now() - interval '${KEPT_HOURS} hours 1 minute'`, other.key);
      await claimed(other);
      // Its request is still being processed.
      await change(`created_at = now() - interval '${KEPT_HOURS} hours 1 minute'`, other.key);
      expect(await removed()).toBe(0);
      await lapse(other.key);
      expect(await removed()).toBe(1);
    });

    it('of a job are answered from the moment the job exists', async () => {
      const scope = scopeOf();
      const claimOfJob = await store.claim(scope, null, false);
      const created = aJob(1, { idempotency: { ...scope, request_hash: 'hash', response: BODY } });
      expect(await jobs.create(created, 25)).toEqual({ created: true });
      const answered = { state: 'answered', request_hash: 'hash', response: { status: 200, headers: {}, body: BODY } };
      expect(await store.claim(scope, null, false)).toEqual(answered);
      await store.release(scope, (claimOfJob as { claim: string }).claim);
      expect(await store.claim(scope, null, false)).toEqual(answered);
    });

    it('of a job are those of one job, also if the lease of its request ended', async () => {
      const scope = scopeOf();
      const idempotency = { ...scope, request_hash: 'hash', response: 'first' };
      await claimed(scope);
      await lapse(scope.key);
      await claimed(scope);
      const creations = [
        await jobs.create(aJob(1, { idempotency }), 25),
        await jobs.create(aJob(1, { idempotency: { ...idempotency, response: 'second' } }), 25),
      ];
      expect(creations).toEqual([{ created: true }, { created: false, request_hash: 'hash', response: 'first' }]);
    });

    it('of earlier releases belong to who created their job, as long as the job exists', async () => {
      const MIGRATIONS = new URL('../../src/jobs/migrations/', import.meta.url).pathname;
      const migrations = await readMigrations(MIGRATIONS);
      await opened.database.query('drop schema jobs cascade');
      await applySchema(
        opened.database,
        migrations.filter(({ version }) => version < '0006'),
      );
      for (const [key, response, created_by] of [
        ['of a job', { invalid_emails: [{ value: 'x\0"columns":' }] }, 'crm'],
        ['of an upload', { columns: [] }, 'crm'],
        ['of somebody', {}, null],
      ] as const) {
        const job_id = randomUUID();
        await opened.database.query(
          `insert into jobs.jobs (job_id, priority, config, total_emails, created_by) values ($1, 'LOW', '{}', 1, $2)`,
          [job_id, created_by],
        );
        await opened.database.query(
          `insert into jobs.idempotency_keys (key, job_id, request_hash, response) values ($1, $2, 'hash', $3::text::json)`,
          [key, job_id, JSON.stringify(response)],
        );
      }
      const upgraded = new SqlIdempotencyStore(opened.database, opened.queue);
      const state = async (key: string, given: object) => {
        const result = await upgraded.claim({ ...aScope(key, { caller: 'crm' }), ...given }, null, false);
        return result.state;
      };
      const upload = { route: 'POST /jobs/upload' };
      expect(await upgraded.removeBefore(new Date())).toBe(0);
      expect(await state('of a job', {})).toBe('answered');
      expect(await state('of an upload', upload)).toBe('answered');
      expect(await state('of a job', upload)).toBe('claimed');
      expect(await state('of an upload', {})).toBe('claimed');
      expect(await state('of a job', { caller: 'another' })).toBe('claimed');
      expect(await state('of somebody', {})).toBe('claimed');
    });
  });
}

idempotencyStore('the embedded Postgres', async () => {
  const embedded = await openEmbeddedDatabase();
  return {
    database: new EmbeddedSqlDatabase(embedded.postgres),
    queue: embeddedQueue(embedded.postgres, embedded.directory),
    close: () => removeEmbeddedDatabase(embedded),
  };
});

describeWith([POSTGRES], 'on a server', () => {
  idempotencyStore('a Postgres server', async () => {
    const server = await openRealPostgres();
    if (server === null) throw new Error('There is no Postgres server');
    const connections = PgConnections.to(await server.database());
    const queue = postgresQueue(connections);
    return {
      database: new PgSqlDatabase(connections),
      queue,
      close: async () => {
        await queue.close();
        await connections.close();
        await server.close();
      },
    };
  });
});
