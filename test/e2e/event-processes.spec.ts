import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { isDeepStrictEqual } from 'node:util';
import supertest from 'supertest';
import type { ServiceProcess } from '../../scripts/lib/service-process.ts';
import { readEventStream } from '../support/event-stream.js';
import { aProcess, DataDirectories } from '../support/process.js';
import { describeWith } from '../support/needed-programs.js';
import { POSTGRES, openRealPostgres, type RealPostgres } from '../support/real-postgres.js';
import { until } from '../support/until.js';
import { KEY } from '../support/service.js';
import { StoppableDynamoDb } from '../support/stoppable-dynamodb.js';
import { WebhookReceiver } from '../support/webhook-receiver.js';

interface Counted {
  totals: { jobs: object; latency_ms: { store: { count: number } } };
}

/** The work is done in one process, and followed in others. */
describeWith([POSTGRES], 'the events of several processes on one Postgres', () => {
  const headers = { 'X-API-Key': KEY };
  const dynamodb = new StoppableDynamoDb();
  const directories = new DataDirectories();
  const receiver = new WebhookReceiver();
  let postgres: RealPostgres | null;
  let apis: ServiceProcess[];
  let workers: ServiceProcess[];
  let start: (role: string) => Promise<ServiceProcess>;

  beforeAll(async () => {
    [postgres] = await Promise.all([openRealPostgres(), dynamodb.start(), receiver.listen()]);
    const environment = {
      DATABASE_URL: (await postgres?.database()) ?? '',
      AWS_REGION: 'us-east-1',
      AWS_ENDPOINT_URL_DYNAMODB: dynamodb.endpoint,
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      SANDBOX_LATENCY_MS: '50',
      LOG_LEVEL: 'warn',
      API_KEY: KEY,
      HOST: '127.0.0.1',
      RATE_LIMIT_PER_MINUTE: '0',
      WEBHOOK_ALLOWED_HOSTS: '127.0.0.1',
      WEBHOOK_RETRY_SECONDS: '0',
    };
    start = async (role) => aProcess({ ...environment, ROLE: role }, await directories.add());
    apis = [await start('api'), await start('api')];
    workers = [await start('worker'), await start('worker')];
  });

  afterAll(async () => {
    await Promise.all([...apis, ...workers].map((service) => service.stop()));
    await Promise.all([dynamodb.remove(), postgres?.close(), receiver.close()]);
    directories.remove();
  });

  it('are the same for the readers of each, in one order and without gaps', async () => {
    const emails = Array.from({ length: 600 }, (_, index) => `shared${index}@example.com`);
    const { body } = await supertest(apis[0]!.url).post('/jobs/create-batch').set(headers).send({ emails }).expect(200);
    const { job_id } = body as { job_id: string };
    const types = 'job.created,job.progress,job.completed,item.finished';
    const streams = await Promise.all(
      apis.map(({ url }) => readEventStream(`${url}/jobs/${job_id}/events?types=${types}`, { headers })),
    );
    const [one, other] = streams.map(({ events }) => events);
    expect(one).toEqual(other);
    const items = one!.filter(({ type }) => type === 'item.finished').map(({ event }) => event.data['email_number']);
    expect(items.toSorted((a, b) => Number(a) - Number(b))).toEqual(emails.map((_, index) => index + 1));
    const progress = one!
      .filter(({ type }) => type === 'job.progress')
      .map(({ event }) => Number(event.data['processed_items']));
    expect(progress.some((done) => done > 0 && done < 600)).toBe(true);
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
    expect(one!.at(-1)).toMatchObject({ type: 'job.completed', event: { data: { processed_items: 600 } } });
    const { body: log } = await supertest(apis[1]!.url).get('/api/v1/events?limit=1000').set(headers).expect(200);
    const ids = (log as { data: { id: number }[] }).data.map(({ id }) => id);
    expect(ids).toEqual(ids.map((_, index) => index + 1));
    expect(one!.map(({ id }) => id)).toEqual(one!.map(({ id }) => id).toSorted((a, b) => a - b));
  });

  it('are counted for all of them, whichever is asked', async () => {
    const ask = async ({ url }: ServiceProcess) =>
      (await supertest(url).get('/system/analytics').set(headers).expect(200)).body as Counted;
    const [one, other] = await until(async () => {
      const answers = await Promise.all(apis.map(ask));
      const stored = answers.map(({ totals }) => totals.latency_ms.store.count);
      // Each worker tells from time to time what it has counted, one figure after the other.
      return stored.every((count) => count === 600) && isDeepStrictEqual(...(answers as [Counted, Counted]))
        ? answers
        : null;
    });
    expect(one).toEqual(other);
    expect(one!.totals.jobs).toMatchObject({ created: 1, completed: 1, items: { completed: 600, failed: 0 } });
  });

  it('are sent to webhooks in order, by one worker at a time', async () => {
    const post = (path: string, body: object) => supertest(apis[0]!.url).post(path).set(headers).send(body);
    // Every third call fails: whoever went on at once, as a second sender would, would send an event once more.
    receiver.answer = (path, call) => (path === '/flaky' && call % 3 === 0 ? 503 : 204);
    for (const path of ['/steady', '/flaky'])
      await post('/api/v1/webhooks', { url: receiver.urlOf(path), events: ['item.finished', 'job.completed'] }).expect(
        201,
      );
    const emails = Array.from({ length: 45 }, (_, index) => `told${index}@example.com`);
    const { body } = await post('/jobs/create-batch', { emails }).expect(200);
    const { job_id } = body as { job_id: string };
    const { events } = await readEventStream(
      `${apis[1]!.url}/jobs/${job_id}/events?types=item.finished,job.completed`,
      { headers },
    );
    const expected = events.map(({ id }) => id);
    expect(expected).toHaveLength(46);
    const idsOf = (received: { event: { id: number } }[]) => received.map(({ event }) => event.id);
    expect(idsOf(await receiver.accepted('/steady', 46))).toEqual(expected);
    expect(idsOf(await receiver.accepted('/flaky', 46))).toEqual(expected);
    const failed = receiver.at('/flaky').filter(({ status }) => status === 503);
    expect(receiver.at('/flaky')).toHaveLength(46 + failed.length);
    expect(receiver.at('/steady')).toHaveLength(46);
  });

  it('are sent again by another worker if one is killed in the middle of a delivery', async () => {
    const [doomed, other] = workers as [ServiceProcess, ServiceProcess];
    // So that it is known who delivers.
    await other.stop();
    const [delivering, answered] = [Promise.withResolvers<void>(), Promise.withResolvers<number>()];
    receiver.answer = (path, call) => {
      if (path !== '/interrupted' || call !== 5) return 204;
      delivering.resolve();
      return answered.promise;
    };
    const post = (path: string, body: object) => supertest(apis[0]!.url).post(path).set(headers).send(body);
    for (const path of ['/interrupted', '/beside'])
      await post('/api/v1/webhooks', { url: receiver.urlOf(path), events: ['item.finished', 'job.completed'] }).expect(
        201,
      );
    const emails = Array.from({ length: 15 }, (_, index) => `interrupted${index}@example.com`);
    const { body } = await post('/jobs/create-batch', { emails }).expect(200);
    const { events } = await readEventStream(
      `${apis[1]!.url}/jobs/${(body as { job_id: string }).job_id}/events?types=item.finished,job.completed`,
      { headers },
    );
    const expected = events.map(({ id }) => id);
    await delivering.promise;
    const exit = once(doomed.child, 'exit');
    doomed.child.kill('SIGKILL');
    await exit;
    answered.resolve(204);
    workers = [await start('worker')];
    const idsAt = (path: string) => receiver.at(path).map(({ event }) => event.id);
    // It has the event of the interrupted delivery, which nobody knows.
    await receiver.accepted('/interrupted', expected.length + 1);
    expect(idsAt('/interrupted')).toEqual(expected.toSpliced(5, 0, expected[5]!));
    // There, too, an event may have been sent that nobody knows of.
    await until(async () => idsAt('/beside').includes(expected.at(-1)!) || null);
    expect([...new Set(idsAt('/beside'))]).toEqual(expected);
    expect(idsAt('/beside')).toEqual(idsAt('/beside').toSorted((a, b) => a - b));
  });
});
