import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startBearerApiStandIn, type BearerApiStandIn } from '../fixtures/bearer-api/bearer-api-stand-in.js';
import { endedJob } from '../support/ended-job.js';
import { isFullExtent } from '../support/extent.js';
import { DataDirectories } from '../support/process.js';
import { aService, BATCH, item, type Service } from '../support/service.js';
import { until } from '../support/until.js';

interface Detail {
  status: string;
  waiting_for: string | null;
  processed_emails: number;
  failed_emails: number;
  credits_spent: number;
  credits_reserved: number;
}

/** More than a chunk, and than the limits. */
const MANY = isFullExtent ? 250 : 120;

const addresses = (count: number, name = 'member') =>
  Array.from({ length: count }, (_, index) => `${name}-${index}@company.com`);

describe('a job with max_credits', () => {
  let service: Service;
  beforeAll(async () => void (service = await aService({ LOG_LEVEL: 'error' })));
  afterAll(() => service.close());

  const create = async (emails: string[], config: object) =>
    (await service.post('/jobs/create-batch', { emails, config }).expect(200)).body.job_id as string;
  const when = (job_id: string, condition: (job: Detail) => boolean) =>
    until(async () => {
      const body = (await service.get(`/jobs/${job_id}`).expect(200)).body as Detail;
      return condition(body) ? body : null;
    });
  const outOfBudget = (job_id: string, spent: number) =>
    when(job_id, ({ waiting_for, credits_spent, credits_reserved, processed_emails }) => {
      const isSpent = credits_spent === spent && credits_reserved === 0 && processed_emails >= spent;
      return waiting_for === 'budget' && isSpent;
    });
  const end = (job_id: string) => endedJob(service, job_id);

  it('fetches nobody any longer when they are spent, keeps what it has, and goes on when they are raised', async () => {
    const job_id = await create(addresses(MANY), { max_credits: 40, store_profile: isFullExtent });
    const waiting = await outOfBudget(job_id, 40);
    expect(waiting).toMatchObject({ status: 'processing', processed_emails: 40, failed_emails: 0 });
    const { body: results } = await service.get(`/jobs/${job_id}/results?limit=100`).expect(200);
    expect(results.results).toHaveLength(40);
    // Its figures may be a second old.
    const worker = await until(async () => {
      const { body: health } = await service.get('/system/health').expect(200);
      return health.components.worker.status === 'degraded' ? health.components.worker : null;
    });
    expect(worker.problem).toBe('Jobs are waiting: 1 for a higher max_credits: raise it with PATCH /jobs/{job_id}');

    const { body: raised } = await service.patch(`/jobs/${job_id}`, { max_credits: 55 }).expect(200);
    expect(raised).toMatchObject({ job_id, config: { max_credits: 55 } });
    expect(await outOfBudget(job_id, 55)).toMatchObject({ processed_emails: 55, failed_emails: 0 });

    await service.patch(`/jobs/${job_id}`, { max_credits: null }).expect(200);
    expect(await end(job_id)).toMatchObject({
      status: 'completed',
      processed_emails: MANY,
      failed_emails: 0,
      waiting_for: null,
      credits_spent: MANY,
      credits_reserved: 0,
    });
  });

  it('does not pay for whom it does not find, and completes within its limit', async () => {
    const job_id = await create([...addresses(20), ...addresses(30, 'notfound')], { max_credits: 21 });
    expect(await end(job_id)).toMatchObject({ status: 'completed', processed_emails: 50, credits_spent: 20 });
  });

  it('pays for companies, and stores people without those that it cannot pay for', async () => {
    const poor = await create(['ann@companies.example'], { include_companies: true, max_credits: 1 });
    expect(await end(poor)).toMatchObject({ status: 'completed', failed_emails: 0, credits_spent: 1 });
    const { body } = await service.get(`/jobs/${poor}/results`).expect(200);
    const companies = `/api/v1/profiles/${body.results[0].profile_id}/companies`;
    expect((await service.get(companies)).body).toEqual({ data: [] });
    const rich = await create(['ann@companies.example'], { include_companies: true, max_credits: 100 });
    const { credits_spent } = await end(rich);
    expect(credits_spent).toBeGreaterThan(1);
    const { body: found } = await service.get(companies);
    const ids = (found.data as { company: { id: string } }[]).map(({ company }) => company.id);
    expect(credits_spent).toBe(1 + new Set(ids).size);
  });

  it('fetches nobody with none at all', async () => {
    const job_id = await create(addresses(3), { max_credits: 0 });
    expect(await outOfBudget(job_id, 0)).toMatchObject({ processed_emails: 0 });
    await service.post(`/jobs/${job_id}/cancel`).expect(200);
  });

  it('is counted by source and key, like requests for profiles', async () => {
    // Figures that take too long are null.
    const used = () =>
      until(async () => {
        const { body } = await service.get('/system/metrics').expect(200);
        return (body.credits as { source: string; key_name: string; credits: number }[] | null)?.at(0) ?? null;
      });
    const before = await used();
    expect(before).toMatchObject({ source: 'sandbox', key_name: 'default' });
    await service.post(BATCH, { profiles: [item('zoe', { include_companies: false })] }).expect(201);
    await until(async () => ((await used()).credits > before.credits ? true : null));
    const counter = /^profile_service_credits_used_total\{source="sandbox",key="default"\} \d+$/m;
    await until(async () => counter.test((await service.get('/metrics').expect(200)).text) || null);
  });

  it('can only be changed while it goes on, to a number of credits or to none', async () => {
    const job_id = await create(addresses(1), {});
    await end(job_id);
    const { body: finished } = await service.patch(`/jobs/${job_id}`, { max_credits: 5 }).expect(409);
    expect(finished.error_code).toBe('JOB_FINISHED');
    const { body: unknown } = await service.patch(`/jobs/${randomUUID()}`, { max_credits: 5 }).expect(404);
    expect(unknown.error_code).toBe('JOB_NOT_FOUND');
    for (const [body, error_type] of [
      [{}, 'missing'],
      [{ max_credits: -1 }, 'greater_than_equal'],
      [{ max_credits: 1.5 }, 'int_from_float'],
      [{ max_credits: 'many' }, 'int_parsing'],
    ] as const) {
      const { body: invalid } = await service.patch(`/jobs/${job_id}`, body).expect(422);
      expect(invalid.validation_errors).toMatchObject([{ field: 'max_credits', error_type }]);
    }
    const config = { max_credits: -1 };
    const { body: refused } = await service.post('/jobs/create-batch', { emails: addresses(1), config }).expect(422);
    expect(refused.validation_errors).toMatchObject([{ field: 'config.max_credits' }]);
  });
});

describe('a job with max_credits whose process is told to end', () => {
  const directories = new DataDirectories();
  let api: BearerApiStandIn;
  beforeAll(async () => void (api = await startBearerApiStandIn()));
  afterAll(async () => {
    await api.close();
    directories.remove();
  });

  it('has nothing reserved afterward: calls that broke off may have been billed', async () => {
    api.serve(() => undefined);
    const directory = await directories.add();
    const environment = {
      EMAIL_SOURCE: 'bearer-api',
      BEARER_API_URL: `${api.base}/people`,
      UPSTREAM_TIMEOUT_MS: '60000',
    };
    const first = await aService(environment, directory);
    await first.post('/tokens/add', { token: 'header.payload.signature-1234' }).expect(201);
    const config = { max_credits: 100, concurrency: 5 };
    const { body } = await first.post('/jobs/create-batch', { emails: addresses(50), config }).expect(200);
    await until(async () => (api.calls.length === 5 ? true : null));
    await first.close();

    const next = await aService(environment, directory);
    await until(async () => (api.calls.length === 10 ? true : null));
    const detail = (await next.get(`/jobs/${body.job_id}`).expect(200)).body as Detail;
    expect(detail).toMatchObject({ credits_spent: 5, credits_reserved: 5 });
    await next.close();
  });
});
