import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { json, startBearerApiStandIn, type BearerApiStandIn } from '../fixtures/bearer-api/bearer-api-stand-in.js';
import { endedJob } from '../support/ended-job.js';
import { isFullExtent } from '../support/extent.js';
import { freshDataDirectory } from '../support/fresh-data-directory.js';
import { aService, type Service } from '../support/service.js';
import { until } from '../support/until.js';

const addresses = (count: number) => Array.from({ length: count }, (_, index) => `member-${index}@company.com`);
const somebody = json('{"persons":[{"displayName":"Ann Example"}]}');

describe('trouble that is not of an address', () => {
  let directory: string;
  let api: BearerApiStandIn;
  let service: Service;

  beforeAll(async () => {
    [directory, api] = await Promise.all([freshDataDirectory(), startBearerApiStandIn()]);
    await start();
    await service.post('/tokens/add', { token: 'header.payload.signature-1234', daily_limit: 10_000 }).expect(201);
  });
  afterAll(async () => {
    await service.close();
    await api.close();
    await rm(directory, { recursive: true, force: true });
  });

  const start = async () => {
    // Enough attempts that calls are paused before one address has used up its own.
    const settings = { UPSTREAM_MAX_ATTEMPTS: '10', UPSTREAM_CONCURRENCY: '20' };
    service = await aService(
      { EMAIL_SOURCE: 'bearer-api', BEARER_API_URL: `${api.base}/people`, ...settings },
      directory,
    );
  };
  const create = async (emails: string[]) =>
    (await service.post('/jobs/create-batch', { emails, config: { store_profile: isFullExtent } }).expect(200)).body
      .job_id as string;
  const when = (job_id: string, condition: (job: { status: string; waiting_for: string | null }) => boolean) =>
    until(async () => {
      const { body } = await service.get(`/jobs/${job_id}`).expect(200);
      return condition(body) ? body : null;
    });

  it.each([
    ['an account without credit', isFullExtent ? 300 : 120, json('{"error":"payment required"}', 402), 'credits'],
    ['a source that fails every call', isFullExtent ? 3_000 : 150, json('{"error":"oops"}', 500), 'source'],
  ])(
    '%s decides none of %d addresses: the job waits, health says why, and another process goes on',
    async (...given) => {
      const [, count, trouble, reason] = given;
      api.serve(trouble);
      const earlier = api.calls.length;
      const job_id = await create(addresses(count));
      const waiting = await when(job_id, ({ waiting_for }) => waiting_for === reason);
      expect(waiting).toMatchObject({ status: 'processing', processed_emails: 0, failed_emails: 0 });
      // Figures of health are kept for a moment, and each chunk of the job finds out by itself.
      const problem = await until(async () => {
        const { body } = await service.get('/system/health').expect(200);
        return body.components.worker.status === 'degraded' ? (body.components.worker.problem as string) : null;
      });
      expect(problem).toMatch(/^Jobs are waiting/);
      await until(async () => {
        const { body } = await service.get('/jobs/queue/status').expect(200);
        return body.waiting_breakdown[reason] === 1 ? true : null;
      });
      // It may try again at any time.
      await service.close();
      const before = api.calls.length;
      expect(before - earlier).toBeLessThan(count);
      api.serve(somebody);
      await start();
      const done = await endedJob(service, job_id);
      expect(done).toMatchObject({ status: 'completed', processed_emails: count, failed_emails: 0, waiting_for: null });
      expect(api.calls.length - before).toBe(count);
    },
  );
});
