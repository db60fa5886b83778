import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Environment } from '../../src/config/read-config.js';
import { startBearerApiStandIn, json, type BearerApiStandIn } from '../fixtures/bearer-api/bearer-api-stand-in.js';
import { startCassidyStandIn, type CassidyStandIn } from '../fixtures/cassidy/cassidy-stand-in.js';
import { profilePayload } from '../fixtures/cassidy/payloads.js';
import { payload } from '../fixtures/cassidy/replies.js';
import { built } from '../support/jest-worker.js';
import { realPostgres } from '../support/real-backends.js';
import { describeWith } from '../support/needed-programs.js';
import { POSTGRES } from '../support/real-postgres.js';
import { aService, BATCH, item, memberUrl, type Service } from '../support/service.js';
import { SupabaseStandIn } from '../support/supabase-stand-in.js';
import { until } from '../support/until.js';

const NAME = 'Nadia Nadelohr';
const SLUG = 'nadia-nadelohr';
const FORMER = 'nadia-before-marriage';
const NUMBER = '718293645';
const EMAIL = 'nadia@nadelohr.example';
const TRACES = [NAME, SLUG, FORMER, NUMBER, EMAIL];

const nadia = {
  ...profilePayload(SLUG),
  full_name: NAME,
  first_name: 'Nadia',
  last_name: 'Nadelohr',
  profile_id: NUMBER,
};
const answer = { persons: [{ id: NUMBER, displayName: NAME, linkedInUrl: memberUrl(SLUG), summary: `About ${NAME}` }] };

/** Databases that the service was started with. */
interface Backends {
  environment: Environment;
  /** Rows of a database that is not that of the jobs. */
  query?: (statement: string) => Promise<unknown[]>;
  close: () => Promise<unknown>;
}

const embedded = async (): Promise<Backends> => ({ environment: {}, close: async () => undefined });

async function servers(): Promise<Backends> {
  const [project, postgres] = await Promise.all([SupabaseStandIn.open(), realPostgres()]);
  return {
    environment: {
      SUPABASE_URL: project.url,
      SUPABASE_SERVICE_ROLE_KEY: project.secretKey,
      ...postgres?.environment,
    },
    query: async (statement) => (await project.database.query(statement)).rows,
    close: () => Promise.all([project.close(), postgres?.close()]),
  };
}

function erasureUnderWay(title: string, open: () => Promise<Backends>): void {
  describe(`a person who is erased while being fetched, on ${title}`, () => {
    let backends: Backends;
    let cassidy: CassidyStandIn;
    let bearer: BearerApiStandIn;
    let service: Service;
    /** Resolved to let held calls answer; null if calls are answered at once. */
    let held: PromiseWithResolvers<void> | null = null;

    beforeAll(async () => {
      [backends, cassidy, bearer] = await Promise.all([open(), startCassidyStandIn(), startBearerApiStandIn()]);
      service = await aService({
        PROFILE_SOURCE: 'cassidy',
        CASSIDY_PROFILE_WORKFLOW_URL: cassidy.profileUrl,
        CASSIDY_COMPANY_WORKFLOW_URL: cassidy.companyUrl,
        EMAIL_SOURCE: 'bearer-api',
        BEARER_API_URL: `${bearer.base}/people/{email}`,
        ...backends.environment,
      });
      const whenReleased = (reply: () => void) => void (held?.promise ?? Promise.resolve()).then(reply);
      for (const slug of [SLUG, FORMER]) {
        cassidy.serve(slug, (response, call) => whenReleased(() => payload(nadia)(response, call)));
      }
      cassidy.serve('bob', profilePayload('bob'));
      bearer.serve((response) => whenReleased(() => json(JSON.stringify(answer))(response)));
      await service.post('/tokens/add', { token: 'header.payload.signature-1234' }).expect(201);
    });
    afterAll(async () => {
      held?.resolve();
      await service?.close();
      await Promise.all([cassidy, bearer, backends].map((opened) => opened?.close()));
    });

    const create = async (body: object) =>
      (await service.post('/jobs/create-batch', body).expect(200)).body.job_id as string;
    const ended = (path: string, statuses: readonly string[]) =>
      until(async () => {
        const { body } = await service.get(path).expect(200);
        return statuses.includes(body.status) ? body : null;
      });
    const endedJob = (job_id: string) => ended(`/jobs/${job_id}`, ['completed', 'failed']);
    const callsOf = (slug: string) => cassidy.calls.filter((call) => call.slug === slug).length;

    /** Every row of every table, as text. */
    async function rows(): Promise<string[]> {
      const { SqlDatabase } = await built<typeof import('../../src/infrastructure/postgres/sql-database.js')>(
        'infrastructure/postgres/sql-database.js',
      );
      const database = service.app.get(SqlDatabase, { strict: false });
      const queries = [(statement: string) => database.query(statement), ...(backends.query ? [backends.query] : [])];
      const texts = await Promise.all(queries.map(rowsOf));
      return [...texts.flat(), ...(await items())];
    }
    async function rowsOf(query: (statement: string) => Promise<unknown[]>): Promise<string[]> {
      const tables = (await query(
        `select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
         where c.relkind = 'r' and n.nspname in ('public', 'jobs', 'pgboss')`,
      )) as { name: string }[];
      expect(tables.length).toBeGreaterThan(5);
      const texts: string[] = [];
      for (const { name } of tables) {
        const found = (await query(`select row_to_json(t)::text as row from ${name} t`)) as { row: string }[];
        texts.push(...found.map(({ row }) => `${name} ${row}`));
      }
      return texts;
    }
    async function items(): Promise<string[]> {
      const { DynamoDb } = await built<typeof import('../../src/infrastructure/dynamodb/dynamodb.js')>(
        'infrastructure/dynamodb/dynamodb.js',
      );
      const dynamodb = service.app.get(DynamoDb, { strict: false });
      const table = dynamodb.ensureTable({ name: 'linkedin_profiles', partitionKey: 'email', sortKey: 'timestamp' });
      const { Items = [] } = await table.run((client) => client.send(new ScanCommand({ TableName: table.name })));
      return Items.map((found) => JSON.stringify(found));
    }
    const tracesIn = (texts: readonly string[]) =>
      texts.filter((text) => TRACES.some((trace) => text.toLowerCase().includes(trace.toLowerCase())));

    it('is nowhere at the end, and is refused under any spelling without a call', async () => {
      await service.post(BATCH, { profiles: [item(SLUG), item(FORMER)] }).expect(201);
      await endedJob(await create({ emails: [EMAIL] }));
      expect(tracesIn(await rows()).length).toBeGreaterThan(5);

      held = Promise.withResolvers<void>();
      const before = { url: callsOf(SLUG), former: callsOf(FORMER), email: bearer.calls.length };
      const job_id = await create({
        items: [
          { linkedin_url: memberUrl(SLUG), custom: { note: NAME } },
          { email: EMAIL, name: NAME },
          { linkedin_url: memberUrl('bob'), custom: { note: 'Bob' } },
        ],
      });
      const accepted = await service
        .post(BATCH, { profiles: [item(FORMER, { name: NAME }), item('bob')] })
        .set('Prefer', 'respond-async')
        .expect(202);
      const answered = service.post(BATCH, { profiles: [item(SLUG), item('bob')] }).then((response) => response);
      await until(async () =>
        callsOf(SLUG) === before.url + 2 && callsOf(FORMER) === before.former + 1 && bearer.calls.length > before.email
          ? true
          : null,
      );

      const { body: erased } = await service.post('/api/v1/people/erase', { email: EMAIL.toUpperCase() }).expect(200);
      expect(erased.removed).toMatchObject({
        profiles: 1,
        vectors: 1,
        raw_payloads: 2,
        job_items: 3,
        batch_results: 3,
      });
      held.resolve();
      held = null;

      const job = await endedJob(job_id);
      expect(job).toMatchObject({ status: 'completed', total_items: 3, processed_items: 3, failed_items: 2 });
      const { body: results } = await service.get(`/jobs/${job_id}/results`).expect(200);
      expect(results.results).toMatchObject([{ email_number: 3, custom: { note: 'Bob' } }]);
      const { results: ofBatch } = await ended(accepted.body.status_url, ['completed']);
      expect(ofBatch[0]).toMatchObject({
        url: null,
        pipeline_metadata: { errors: [{ error_code: 'PERSON_SUPPRESSED' }] },
      });
      expect(ofBatch[1]).toMatchObject({ pipeline_metadata: { status: 'completed' } });
      const [refused, bob] = (await answered).body.results;
      expect(refused.pipeline_metadata.errors).toMatchObject([{ error_code: 'PERSON_SUPPRESSED', retryable: false }]);
      expect(bob.pipeline_metadata.status).toBe('completed');
      await until(async () => (existsSync(join(service.dataDirectory, 'erasure-pending')) ? null : true));
      expect(tracesIn(await rows())).toEqual([]);
      const grep = promisify(execFile)('grep', ['-rlaiE', TRACES.join('|'), service.dataDirectory]);
      expect((await grep.catch((failure: { stdout: string }) => failure)).stdout).toBe('');

      const calls = { urls: cassidy.calls.length, emails: bearer.calls.length };
      const spellings = [SLUG.toUpperCase(), `${FORMER}/details/experience?trk=1`, NUMBER];
      for (const spelling of spellings) {
        const { body } = await service.post(
          '/api/v1/profiles',
          item('x', { linkedin_url: `linkedin.com/in/${spelling}` }),
        );
        expect({ spelling, body }).toMatchObject({ body: { error_code: 'PERSON_SUPPRESSED' } });
      }
      const again = await endedJob(
        await create({ items: [{ email: EMAIL.toUpperCase() }, { linkedin_url: `uk.linkedin.com/in/${FORMER}` }] }),
      );
      expect(again.recent_errors).toMatchObject([1, 2].map(() => ({ error_type: 'suppressed', retryable: false })));
      expect({ urls: cassidy.calls.length, emails: bearer.calls.length }).toEqual(calls);
    });
  });
}

erasureUnderWay('embedded stores', embedded);
describeWith([POSTGRES], 'on servers', () => erasureUnderWay('a hosted project and a Postgres server', servers));
