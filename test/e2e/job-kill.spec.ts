import { afterEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import supertest from 'supertest';
import type { ServiceProcess } from '../../scripts/lib/service-process.ts';
import { isFullExtent } from '../support/extent.js';
import { itemNumbers } from '../support/item-numbers.js';
import { openEmbeddedDatabase } from '../support/embedded-database.js';
import { aProcess, DataDirectories } from '../support/process.js';
import { aService, KEY } from '../support/service.js';
import { until } from '../support/until.js';

const KILLS = isFullExtent ? 10 : 2;
const EMAILS = KILLS * 150;
const directories = new DataDirectories();

interface Detail {
  status: string;
  total_emails: number;
  processed_emails: number;
  failed_emails: number;
  results_count: number;
  linkedin_profiles_stats: { saved_to_linkedin_profiles: number; total_profiles_fetched: number };
}

describe('a job whose worker is killed', () => {
  let directory: string;
  let worker: ServiceProcess;
  let url: string;
  const environment = { API_KEY: KEY, SANDBOX_LATENCY_MS: '25', LOG_LEVEL: 'warn', RATE_LIMIT_PER_MINUTE: '0' };
  const start = async () => {
    worker = await aProcess({ ...environment, HOST: '127.0.0.1' }, directory);
    ({ url } = worker);
  };
  const http = () => supertest.agent(url).set('X-API-Key', KEY);
  const get = async <T>(path: string) => (await http().get(path).expect(200)).body as T;

  afterEach(() => directories.remove());

  it('finishes every address exactly once, loses none, saves all of them and counts exactly', async () => {
    directory = await directories.add();
    await start();
    // Two of a hundred do not exist, so that both counters count something.
    const emails = Array.from(
      { length: EMAILS },
      (_, index) => `${index % 50 === 0 ? 'notfound-' : ''}m${index}@example.com`,
    );
    const created = await http().post('/jobs/create-batch').send({ emails }).expect(200);
    const { job_id } = created.body as { job_id: string };
    const detail = () => get<Detail>(`/jobs/${job_id}`);

    let killed = 0;
    for (; killed < KILLS; killed++) {
      // A random moment, but one at which something was done, so that the job makes progress.
      const moment = (await detail()).processed_emails + Math.random() * 100;
      await until(async () => ((await detail()).processed_emails > Math.min(moment, EMAILS - 1) ? true : null));
      if ((await detail()).status !== 'processing') break;
      const exit = once(worker.child, 'exit');
      worker.child.kill('SIGKILL');
      await exit;
      if (killed < KILLS - 1) await start();
    }
    expect(killed).toBe(KILLS);
    const survivor = await aService(environment, directory);
    url = await survivor.app.getUrl();

    const job = await until(async () => {
      const now = await detail();
      return now.status === 'processing' || now.status === 'pending' ? null : now;
    });
    const failed = EMAILS / 50;
    expect(job).toMatchObject({
      status: 'completed',
      total_emails: EMAILS,
      processed_emails: EMAILS,
      failed_emails: failed,
      results_count: EMAILS - failed,
      linkedin_profiles_stats: { saved_to_linkedin_profiles: EMAILS - failed, total_profiles_fetched: EMAILS - failed },
    });

    const { text } = await http().get(`/jobs/${job_id}/results`).query({ format: 'ndjson' }).expect(200);
    expect(itemNumbers(text)).toEqual(emails.map((_, index) => index + 1));

    const saved = new Set<string>();
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: { data: { email: string }[]; pagination: { next_cursor: string | null } } = await get(
        `/linkedin-profiles?limit=100${cursor && `&cursor=${cursor}`}`,
      );
      for (const { email } of page.data) saved.add(email);
      cursor = page.pagination.next_cursor;
    }
    expect([...saved].toSorted()).toEqual(emails.filter((email) => !email.startsWith('notfound-')).toSorted());
    await survivor.close();
  });
});

describe('a job whose worker receives SIGTERM', () => {
  afterEach(() => directories.remove());

  it('is handed back although most of it has not started, and the process exits on its own', async () => {
    const directory = await directories.add();
    const worker = await aProcess({ SANDBOX_LATENCY_MS: '2000', LOG_LEVEL: 'warn' }, directory);
    const emails = Array.from({ length: 200 }, (_, index) => `m${index}@example.com`);
    const created = await supertest(worker.url).post('/jobs/create-batch').send({ emails }).expect(200);
    const { job_id } = created.body as { job_id: string };
    await until(async () => {
      const { body } = await supertest(worker.url).get(`/jobs/${job_id}`);
      return (body as Detail).processed_emails > 0 ? true : null;
    });
    await worker.stop();
    expect(worker.child.exitCode).toBe(0);

    const database = await openEmbeddedDatabase(directory);
    const driver = await database.postgres.driver();
    const { rows } = await driver.query<{ processed_emails: number }>('select processed_emails from jobs.jobs');
    await database.close();
    expect(rows[0]?.processed_emails).toBeLessThan(200);

    const next = await aService({}, directory);
    const job = await until(async () => {
      const { body } = await next.get(`/jobs/${job_id}`);
      return body.status === 'completed' ? body : null;
    });
    expect(job).toMatchObject({ processed_emails: 200, failed_emails: 0 });
    await next.close();
  });
});
