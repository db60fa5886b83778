import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { isFullExtent } from '../support/extent.js';
import { itemNumbers } from '../support/item-numbers.js';
import { describeWith } from '../support/needed-programs.js';
import { OWN_POSTGRES, openRealPostgres, type RealPostgres } from '../support/real-postgres.js';
import { aService, BATCH, item, type Service } from '../support/service.js';
import { until } from '../support/until.js';

const EMAILS = isFullExtent ? 400 : 250;
/** More than are processed at once, so that some wait. */
const BATCHES = 4;

/** The first probe after a change may still use a connection that is being lost, or time out while waiting for one. */
const unreadySaying = (service: Service, problem: RegExp) =>
  until(async () => {
    const { status, body } = await service.get('/health/ready');
    return status === 503 && problem.test(body.details.error.queue?.message) ? true : null;
  });

describeWith([OWN_POSTGRES], 'Postgres restarted under running work', () => {
  let postgres: RealPostgres;
  let service: Service;

  beforeAll(async () => {
    const server = await openRealPostgres();
    if (server === null) throw new Error('There is no Postgres server');
    postgres = server;
  });
  afterAll(() => postgres.close());

  beforeEach(async () => {
    service = await aService({ DATABASE_URL: await postgres.database(), SANDBOX_LATENCY_MS: '100' });
  });
  afterEach(() => service.close());

  const body = async (path: string) => (await service.get(path).expect(200)).body;

  it.each(['fast', 'immediate'] as const)('loses and repeats nothing if the server is stopped %s', async (how) => {
    const emails = Array.from(
      { length: EMAILS },
      (_, index) => `${index % 50 === 0 ? 'notfound-' : ''}${how}${index}@example.com`,
    );
    const created = await service.post('/jobs/create-batch', { emails, config: { concurrency: 8 } }).expect(200);
    const { job_id } = created.body as { job_id: string };
    const job = () => body(`/jobs/${job_id}`);
    await until(async () => ((await job()).processed_emails > 0 ? true : null));
    const batches: string[] = [];
    for (let n = 0; n < BATCHES; n += 1) {
      const profiles = [item(`slow-${how}${n}`)];
      const accepted = await service.post(BATCH, { profiles }).set('Prefer', 'respond-async').expect(202);
      batches.push(accepted.body.status_url);
    }

    await postgres.stop(how);
    await unreadySaying(service, /^Nothing is listening on the host and port in DATABASE_URL: start Postgres there/);
    const { components } = await body('/system/health');
    expect(components.job_queue).toMatchObject({ status: 'unhealthy' });
    const refused = await service.post('/jobs/create-batch', { emails }).expect(503);
    expect(refused.body.error_code).toBe('SERVICE_UNAVAILABLE');
    expect((await service.get('/health/live').expect(200)).body).toEqual({ status: 'ok' });

    await postgres.start();
    await until(async () => ((await service.get('/health/ready')).status === 200 ? true : null));
    const done = await until(async () => {
      const now = await job();
      return now.status === 'completed' ? now : null;
    });
    const failed = EMAILS / 50;
    expect(done).toMatchObject({
      processed_emails: EMAILS,
      failed_emails: failed,
      results_count: EMAILS - failed,
      linkedin_profiles_stats: { saved_to_linkedin_profiles: EMAILS - failed, failed_to_save_linkedin: 0 },
    });
    const { text } = await service.get(`/jobs/${job_id}/results?format=ndjson`).expect(200);
    expect(itemNumbers(text)).toEqual(emails.map((_, index) => index + 1));
    for (const url of batches) {
      const batch = await until(async () => {
        const now = await body(url);
        return now.status === 'completed' ? now : null;
      });
      expect(batch).toMatchObject({ successful: 1, failed: 0 });
    }
  });
});

describeWith([OWN_POSTGRES], 'a service that is started before its Postgres', () => {
  it('starts, reports what is missing, and begins to work when the server is available', async () => {
    const postgres = await openRealPostgres();
    if (postgres === null) throw new Error('There is no Postgres server');
    const DATABASE_URL = await postgres.database();
    await postgres.stop('fast');
    const service = await aService({ DATABASE_URL, SANDBOX_LATENCY_MS: '0' });
    try {
      await unreadySaying(service, /^Nothing is listening on the host and port in DATABASE_URL: start Postgres there/);
      await service.post('/jobs/create-batch', { emails: ['ann@example.com'] }).expect(503);

      await postgres.start();
      await until(async () => ((await service.get('/health/ready')).status === 200 ? true : null));
      const { body } = await service.post('/jobs/create-batch', { emails: ['ann@example.com'] }).expect(200);
      const job = await until(async () => {
        const now = (await service.get(`/jobs/${body.job_id}`).expect(200)).body;
        return now.status === 'completed' ? now : null;
      });
      expect(job).toMatchObject({ processed_emails: 1, failed_emails: 0 });
    } finally {
      await service.close();
      await postgres.close();
    }
  });
});
