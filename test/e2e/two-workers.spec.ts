import { afterAll, beforeAll, expect, it } from '@jest/globals';
import supertest from 'supertest';
import type { ServiceProcess } from '../../scripts/lib/service-process.ts';
import { isFullExtent } from '../support/extent.js';
import { itemNumbers } from '../support/item-numbers.js';
import { aProcess, DataDirectories } from '../support/process.js';
import { describeWith } from '../support/needed-programs.js';
import { POSTGRES, openRealPostgres, type RealPostgres } from '../support/real-postgres.js';
import { StoppableDynamoDb } from '../support/stoppable-dynamodb.js';
import { until } from '../support/until.js';
import { whenReady } from '../support/ready.js';

interface Detail {
  status: string;
  started_at: string;
  completed_at: string;
  processed_emails: number;
  failed_emails: number;
  linkedin_profiles_stats: { saved_to_linkedin_profiles: number };
}

const SHARED = isFullExtent ? 3_000 : 600;
const URGENT = isFullExtent ? 200 : 100;

/** One api process and two workers share a Postgres and a DynamoDB, as in production. */
describeWith([POSTGRES], 'two workers on one Postgres', () => {
  const dynamodb = new StoppableDynamoDb();
  const directories = new DataDirectories();
  let postgres: RealPostgres | null;
  let api: ServiceProcess;
  let workers: ServiceProcess[];

  beforeAll(async () => {
    [postgres] = await Promise.all([openRealPostgres(), dynamodb.start()]);
    const environment = {
      DATABASE_URL: (await postgres?.database()) ?? '',
      AWS_REGION: 'us-east-1',
      AWS_ENDPOINT_URL_DYNAMODB: dynamodb.endpoint,
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      SANDBOX_LATENCY_MS: '30',
      LOG_LEVEL: 'debug',
      RATE_LIMIT_PER_MINUTE: '0',
    };
    const start = async (role: string) => aProcess({ ...environment, ROLE: role }, await directories.add());
    api = await start('api');
    workers = [await start('worker'), await start('worker')];
    // A table that is not there yet takes no rows.
    for (const { url } of [api, ...workers]) await whenReady({ bare: supertest(url) });
  });

  afterAll(async () => {
    await Promise.all([api, ...workers].map((service) => service.stop()));
    await Promise.all([dynamodb.remove(), postgres?.close()]);
    directories.remove();
  });

  const create = async (count: number, priority: string, config = {}) => {
    const emails = Array.from({ length: count }, (_, index) => `${priority.toLowerCase()}${index}@example.com`);
    const { body } = await supertest(api.url).post('/jobs/create-batch').send({ emails, priority, config }).expect(200);
    return (body as { job_id: string }).job_id;
  };
  const detail = async (id: string) => (await supertest(api.url).get(`/jobs/${id}`).expect(200)).body as Detail;
  const completed = (id: string) =>
    until(async () => {
      const job = await detail(id);
      return job.status === 'completed' ? job : null;
    });

  it('share a job, and its results contain nothing twice', async () => {
    const id = await create(SHARED, 'HIGH');
    const job = await completed(id);
    expect(job).toMatchObject({ processed_emails: SHARED, failed_emails: 0 });
    expect(job.linkedin_profiles_stats.saved_to_linkedin_profiles).toBe(SHARED);
    const { text } = await supertest(api.url).get(`/jobs/${id}/results`).query({ format: 'ndjson' }).expect(200);
    expect(itemNumbers(text)).toEqual(Array.from({ length: SHARED }, (_, index) => index + 1));
    for (const worker of workers) expect(worker.output()).toContain('Chunk processed');
  });

  it('let an urgent job overtake a running normal one of 10,000', async () => {
    const normal = await create(10_000, 'NORMAL', { concurrency: 5 });
    await until(async () => ((await detail(normal)).processed_emails > 0 ? true : null));
    const urgent = await create(URGENT, 'URGENT');
    await completed(urgent);
    const overtaken = await detail(normal);
    expect(overtaken.status).toBe('processing');
    expect(overtaken.processed_emails).toBeLessThan(9_000);
    await supertest(api.url).post(`/jobs/${normal}/cancel`).expect(200);
  });

  it('serve their own health and metrics, and no routes of the api', async () => {
    for (const { url } of workers) {
      await whenReady({ bare: supertest(url) });
      await supertest(url).get('/metrics').expect(200);
      await supertest(url).get('/jobs/recent').expect(404);
    }
  });
});
