import { afterEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import supertest from 'supertest';
import type { ServiceProcess } from '../../scripts/lib/service-process.ts';
import { isFullExtent } from '../support/extent.js';
import { aProcess, DataDirectories } from '../support/process.js';
import { until } from '../support/until.js';

const KILLS = isFullExtent ? 10 : 3;
const EMAILS = KILLS * 200;
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
  let service: ServiceProcess;
  const start = async () => {
    const environment = { SANDBOX_LATENCY_MS: '25', LOG_LEVEL: 'warn', RATE_LIMIT_PER_MINUTE: '0' };
    service = await aProcess(environment, directory);
  };
  const get = async <T>(path: string) => (await supertest(service.url).get(path).expect(200)).body as T;

  afterEach(async () => {
    await service.stop();
    directories.remove();
  });

  it('finishes every address exactly once, loses none, saves all of them and counts exactly', async () => {
    directory = await directories.add();
    await start();
    // Two of a hundred do not exist, so that both counters count something.
    const emails = Array.from(
      { length: EMAILS },
      (_, index) => `${index % 50 === 0 ? 'notfound-' : ''}m${index}@example.com`,
    );
    const created = await supertest(service.url).post('/jobs/create-batch').send({ emails }).expect(200);
    const { job_id } = created.body as { job_id: string };
    const detail = () => get<Detail>(`/jobs/${job_id}`);

    let killed = 0;
    for (; killed < KILLS; killed++) {
      // A random moment, but one at which something was done, so that the job makes progress.
      const moment = (await detail()).processed_emails + Math.random() * 100;
      await until(async () => ((await detail()).processed_emails > Math.min(moment, EMAILS - 1) ? true : null));
      if ((await detail()).status !== 'processing') break;
      const exit = once(service.child, 'exit');
      service.child.kill('SIGKILL');
      await exit;
      await start();
    }
    expect(killed).toBe(KILLS);

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

    const lines = await supertest(service.url).get(`/jobs/${job_id}/results`).set('Accept', 'text/csv').expect(200);
    const numbers = lines.text
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => Number(line.split(',', 1)[0]));
    expect(numbers).toEqual(emails.map((_, index) => index + 1));

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
  });
});

describe('a job whose worker receives SIGTERM', () => {
  afterEach(() => directories.remove());

  it('is handed back although most of it has not started, and the process exits on its own', async () => {
    const environment = { SANDBOX_LATENCY_MS: '2000', LOG_LEVEL: 'warn' };
    const directory = await directories.add();
    const first = await aProcess(environment, directory);
    const emails = Array.from({ length: 500 }, (_, index) => `m${index}@example.com`);
    const created = await supertest(first.url).post('/jobs/create-batch').send({ emails }).expect(200);
    const { job_id } = created.body as { job_id: string };
    const processed = async (service: ServiceProcess) =>
      (await supertest(service.url).get(`/jobs/${job_id}`)).body as Detail;
    await until(async () => ((await processed(first)).processed_emails > 0 ? true : null));
    await first.stop();
    expect(first.child.exitCode).toBe(0);

    const second = await aProcess(environment, directory);
    const processedByFirst = (await processed(second)).processed_emails;
    await second.stop();
    expect(processedByFirst).toBeLessThan(500);

    const third = await aProcess({ ...environment, SANDBOX_LATENCY_MS: '0' }, directory);
    try {
      const job = await until(async () => {
        const now = await processed(third);
        return now.status === 'completed' ? now : null;
      });
      expect(job).toMatchObject({ processed_emails: 500, failed_emails: 0 });
    } finally {
      await third.stop();
    }
  });
});
