import { afterEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import supertest from 'supertest';
import type { ServiceProcess } from '../../scripts/lib/service-process.ts';
import { readEventStream, type ReceivedEvent } from '../support/event-stream.js';
import { isFullExtent } from '../support/extent.js';
import { aProcess, DataDirectories } from '../support/process.js';
import { KEY } from '../support/service.js';

const KILLS = isFullExtent ? 10 : 3;
const ITEMS = 60;
const headers = { 'X-API-Key': KEY };

describe('the events of a service that is killed', () => {
  const directories = new DataDirectories();
  let service: ServiceProcess;
  afterEach(async () => {
    await service.stop();
    directories.remove();
  });

  it('are all there, once, without gaps, and a reader that resumes gets each of them once', async () => {
    const directory = await directories.add();
    const start = async () => {
      const environment = { API_KEY: KEY, HOST: '127.0.0.1', SANDBOX_LATENCY_MS: '5', LOG_LEVEL: 'warn' };
      service = await aProcess(environment, directory);
    };
    await start();
    const received: ReceivedEvent[] = [];
    /** Resolves when the connection ends, or once the condition holds. */
    const follow = (isEnough: (event: ReceivedEvent) => boolean) =>
      readEventStream(`${service.url}/api/v1/events/stream`, {
        headers: { ...headers, 'Last-Event-ID': String(received.at(-1)?.id ?? 0) },
        isEnough: (event) => {
          received.push(event);
          return isEnough(event);
        },
      });
    const jobs: string[] = [];
    for (let kill = 0; kill < KILLS; kill += 1) {
      const emails = Array.from({ length: ITEMS }, (_, index) => `killed${kill}x${index}@example.com`);
      const following = follow(() => false).catch(() => undefined);
      const { body } = await supertest(service.url)
        .post('/jobs/create-batch')
        .set(headers)
        .send({ emails })
        .expect(200);
      jobs.push((body as { job_id: string }).job_id);
      // Every other time before the relay comes to it; otherwise while it is at work.
      if (kill % 2 === 1)
        await readEventStream(`${service.url}/jobs/${jobs.at(-1)}/events?types=item.finished`, {
          headers,
          isEnough: () => true,
        });
      const exit = once(service.child, 'exit');
      service.child.kill('SIGKILL');
      await exit;
      await following;
      await start();
    }
    for (const job_id of jobs) await readEventStream(`${service.url}/jobs/${job_id}/events`, { headers });
    const { body } = await supertest(service.url).get('/api/v1/profiles?limit=1').set(headers).expect(200);
    const profiles = (body as { pagination: { total: number } }).pagination.total;

    const ofType = (type: string) => received.filter((event) => event.type === type).map(({ event }) => event.data);
    const isWhole = () => ofType('profile.created').length === profiles && ofType('job.completed').length === KILLS;
    await follow(isWhole);
    expect(received.map(({ id }) => id)).toEqual(received.map((_, index) => index + 1));
    for (const type of ['job.created', 'job.completed'])
      expect(
        ofType(type)
          .map(({ job_id }) => job_id)
          .toSorted(),
      ).toEqual(jobs.toSorted());
    const items = ofType('item.finished').map(
      ({ job_id, email_number }) => `${String(job_id)} ${String(email_number)}`,
    );
    expect(new Set(items).size).toBe(items.length);
    expect(items).toHaveLength(KILLS * ITEMS);
    expect(new Set(ofType('profile.created').map(({ profile_id }) => profile_id)).size).toBe(profiles);
  });
});
