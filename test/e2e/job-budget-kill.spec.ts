import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import supertest from 'supertest';
import type { ServiceProcess } from '../../scripts/lib/service-process.ts';
import { json, startBearerApiStandIn, type BearerApiStandIn } from '../fixtures/bearer-api/bearer-api-stand-in.js';
import { describeWith, THOROUGHNESS } from '../support/needed-programs.js';
import { aProcess, DataDirectories } from '../support/process.js';
import { aService, KEY, type Service } from '../support/service.js';
import { until } from '../support/until.js';

const KILLS = 10;
const EMAILS_A_WORKER = 300;
const EMAILS = KILLS * EMAILS_A_WORKER;
const MAX_CREDITS = (EMAILS * 2) / 3;
/** One of so many does not exist, and is not billed. */
const MISSING = 10;
/** Slow enough that a worker is killed before the limit is reached. */
const LATENCY_MS = 40;
/** Few enough that answers are stored as fast as they come: what is paid and not stored is lost with its process, and paid again. */
const CONCURRENCY = 4;

interface Detail {
  status: string;
  waiting_for: string | null;
  processed_emails: number;
  failed_emails: number;
  results_count: number;
  credits_spent: number;
  credits_reserved: number;
}

describeWith([THOROUGHNESS], 'a job with max_credits whose worker is killed', () => {
  const directories = new DataDirectories();
  let api: BearerApiStandIn;
  let billed = 0;
  let worker: ServiceProcess;
  let survivor: Service | undefined;
  let url: string;
  beforeAll(async () => {
    api = await startBearerApiStandIn();
    api.serve((response) => {
      const email = JSON.parse(api.calls.at(-1)!.body) as { email: string };
      const isMissing = email.email.startsWith('missing');
      // The source bills what it has looked up, whether or not anybody is there to read the answer.
      if (!isMissing) billed += 1;
      void delay(Math.random() * LATENCY_MS).then(() =>
        (isMissing ? json('{}', 404) : json('{"persons":[{"displayName":"Ann Example"}]}'))(response),
      );
    });
  });
  afterAll(async () => {
    await survivor?.close();
    directories.remove();
    await api.close();
  });

  const http = () => supertest.agent(url).set('X-API-Key', KEY);

  it('is never billed more than that, knows what its results cost, and goes on when the limit is raised', async () => {
    const directory = await directories.add();
    const environment = {
      API_KEY: KEY,
      EMAIL_SOURCE: 'bearer-api',
      BEARER_API_URL: `${api.base}/people`,
      LOG_LEVEL: 'warn',
      RATE_LIMIT_PER_MINUTE: '0',
    };
    const start = async () => {
      worker = await aProcess({ ...environment, HOST: '127.0.0.1' }, directory);
      ({ url } = worker);
    };
    const survive = async () => {
      survivor = await aService(environment, directory);
      url = await survivor.app.getUrl();
    };
    await start();
    await http().post('/tokens/add').send({ token: 'header.payload.signature-1234', daily_limit: 100_000 }).expect(201);
    const emails = Array.from(
      { length: EMAILS },
      (_, index) => `${index % MISSING === 0 ? 'missing' : 'member'}-${index}@example.com`,
    );
    const config = { max_credits: MAX_CREDITS, concurrency: CONCURRENCY };
    const created = await http().post('/jobs/create-batch').send({ emails, config }).expect(200);
    const { job_id } = created.body as { job_id: string };
    const detail = async () => (await http().get(`/jobs/${job_id}`).expect(200)).body as Detail;
    const expectExact = (job: Detail) => {
      const { results_count, credits_spent, credits_reserved } = job;
      // What a result cost is stored before it. A process may die in between; its call is then counted, and made again.
      expect(results_count).toBeLessThanOrEqual(credits_spent);
      expect(credits_spent).toBeLessThanOrEqual(billed);
      // What was asked when a process died stays reserved.
      expect(billed).toBeLessThanOrEqual(credits_spent + credits_reserved);
    };

    for (let killed = 0; killed < KILLS; killed += 1) {
      // A random moment, but one at which something was done, so that the job makes progress.
      const moment = (await detail()).processed_emails + (Math.random() * EMAILS_A_WORKER) / 4;
      const job = await until(async () => {
        const now = await detail();
        return now.processed_emails > moment || now.waiting_for === 'budget' ? now : null;
      });
      expect(job.waiting_for).toBeNull();
      const exit = once(worker.child, 'exit');
      worker.child.kill('SIGKILL');
      await exit;
      await (killed < KILLS - 1 ? start() : survive());
      expectExact(await detail());
    }

    const spent = await until(async () => {
      const job = await detail();
      const isSpent = job.credits_spent + job.credits_reserved === MAX_CREDITS;
      return job.waiting_for === 'budget' && isSpent ? job : null;
    });
    expect(spent).toMatchObject({ status: 'processing' });
    expectExact(spent);
    expect(billed).toBeLessThanOrEqual(MAX_CREDITS);

    await http()
      .patch(`/jobs/${job_id}`)
      .send({ max_credits: 10 * EMAILS })
      .expect(200);
    const done = await until(async () => {
      const job = await detail();
      return job.status === 'completed' ? job : null;
    });
    expect(done).toMatchObject({
      processed_emails: EMAILS,
      failed_emails: EMAILS / MISSING,
      credits_reserved: spent.credits_reserved,
    });
    expectExact(done);
  });
});
