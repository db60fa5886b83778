import { afterAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import supertest from 'supertest';
import type { ServiceProcess } from '../../scripts/lib/service-process.ts';
import { isFullExtent } from '../support/extent.js';
import { itemNumbers } from '../support/item-numbers.js';
import { openEmbeddedDatabase } from '../support/embedded-database.js';
import { aProcess, DataDirectories } from '../support/process.js';
import { aService, KEY, type Service } from '../support/service.js';
import { until } from '../support/until.js';

const KILLS = isFullExtent ? 10 : 1;
const EMAILS_A_WORKER = isFullExtent ? 150 : 25;
/** Those of the workers that are killed, and of the one that is asked to stop. */
const EMAILS = (KILLS + 1) * EMAILS_A_WORKER;
/** Few emails are worked on slowly, so that a worker is killed before they are done. */
const PACE = isFullExtent ? { latency: '25', concurrency: 32 } : { latency: '250', concurrency: 4 };

interface Detail {
  status: string;
  total_emails: number;
  processed_emails: number;
  failed_emails: number;
  results_count: number;
  linkedin_profiles_stats: { saved_to_linkedin_profiles: number; total_profiles_fetched: number };
}

describe('a job whose workers end before it does', () => {
  const directories = new DataDirectories();
  let worker: ServiceProcess;
  let survivor: Service | undefined;
  let url: string;
  const http = () => supertest.agent(url).set('X-API-Key', KEY);
  const get = async <T>(path: string) => (await http().get(path).expect(200)).body as T;

  afterAll(async () => {
    await survivor?.close();
    directories.remove();
  });

  it('finishes every address exactly once, loses none, saves all of them and counts exactly', async () => {
    const directory = await directories.add();
    const environment = { API_KEY: KEY, LOG_LEVEL: 'warn', RATE_LIMIT_PER_MINUTE: '0' };
    const start = async (SANDBOX_LATENCY_MS = PACE.latency) => {
      worker = await aProcess({ ...environment, HOST: '127.0.0.1', SANDBOX_LATENCY_MS }, directory);
      ({ url } = worker);
    };
    await start();
    // Two of a hundred do not exist, so that both counters count something.
    const emails = Array.from(
      { length: EMAILS },
      (_, index) => `${index % 50 === 0 ? 'notfound-' : ''}m${index}@example.com`,
    );
    const config = { concurrency: PACE.concurrency };
    const created = await http().post('/jobs/create-batch').send({ emails, config }).expect(200);
    const { job_id } = created.body as { job_id: string };
    const detail = () => get<Detail>(`/jobs/${job_id}`);
    const processed = async (count: number) => {
      await until(async () => ((await detail()).processed_emails > Math.min(count, EMAILS - 1) ? true : null));
    };

    let killed = 0;
    for (; killed < KILLS; killed++) {
      // A random moment, but one at which something was done, so that the job makes progress.
      await processed((await detail()).processed_emails + (Math.random() * EMAILS_A_WORKER * 2) / 3);
      if ((await detail()).status !== 'processing') break;
      const exit = once(worker.child, 'exit');
      worker.child.kill('SIGKILL');
      await exit;
      await start(killed < KILLS - 1 ? PACE.latency : '2000');
    }
    expect(killed).toBe(KILLS);

    // A worker that receives SIGTERM hands the job back, most of which has not started, and exits on its own.
    await processed((await detail()).processed_emails);
    await worker.stop();
    expect(worker.child.exitCode).toBe(0);
    const database = await openEmbeddedDatabase(directory);
    const driver = await database.postgres.driver();
    const { rows } = await driver.query<{ processed: number }>(
      `select processed_emails + (select coalesce(sum(processed), 0)::int from jobs.counts) as processed from jobs.jobs`,
    );
    await database.close();
    expect(rows[0]?.processed).toBeGreaterThan(0);
    expect(rows[0]?.processed).toBeLessThan(EMAILS);

    survivor = await aService(environment, directory);
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
  });
});
