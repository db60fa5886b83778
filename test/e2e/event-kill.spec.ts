import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import supertest from 'supertest';
import type { ServiceProcess } from '../../scripts/lib/service-process.ts';
import { startCassidyStandIn, type CassidyStandIn } from '../fixtures/cassidy/cassidy-stand-in.js';
import { profilePayload } from '../fixtures/cassidy/payloads.js';
import { readEventStream, type ReceivedEvent } from '../support/event-stream.js';
import { isFullExtent } from '../support/extent.js';
import { aProcess, DataDirectories } from '../support/process.js';
import { aService, BATCH, item, KEY, memberUrl, type Service } from '../support/service.js';
import { until } from '../support/until.js';
import { WebhookReceiver } from '../support/webhook-receiver.js';

const KILLS = isFullExtent ? 10 : 1;
const ITEMS = isFullExtent ? 60 : 20;
const TOLD = ['job.created', 'item.finished', 'job.completed'];
const CHANGES = new Set(['profile.created', 'profile.updated']);
const headers = { 'X-API-Key': KEY };

describe('the events of a service that is killed', () => {
  const directories = new DataDirectories();
  const receiver = new WebhookReceiver();
  let cassidy: CassidyStandIn;
  let service: ServiceProcess;
  let survivor: Service | undefined;
  let url: string;
  beforeEach(async () => void ([cassidy] = await Promise.all([startCassidyStandIn(), receiver.listen()])));
  afterEach(async () => {
    await survivor?.close();
    await Promise.all([receiver.close(), cassidy.close()]);
    directories.remove();
  });

  const get = async <Body>(path: string) => (await supertest(url).get(path).set(headers).expect(200)).body as Body;
  const post = async <Body>(path: string, body: object, given: Record<string, string> = {}) =>
    (
      await supertest(url)
        .post(path)
        .set({ ...headers, ...given })
        .send(body)
    ).body as Body;

  it('are all there, once, without gaps; readers that resume, webhooks and saved searches miss none of them', async () => {
    const directory = await directories.add();
    const environment = {
      API_KEY: KEY,
      SANDBOX_LATENCY_MS: '5',
      LOG_LEVEL: 'warn',
      WEBHOOK_ALLOWED_HOSTS: '127.0.0.1',
      PROFILE_SOURCE: 'cassidy',
      EMAIL_SOURCE: 'sandbox',
      CASSIDY_PROFILE_WORKFLOW_URL: cassidy.profileUrl,
      CASSIDY_COMPANY_WORKFLOW_URL: cassidy.companyUrl,
    };
    const start = async () => {
      service = await aProcess({ ...environment, HOST: '127.0.0.1' }, directory);
      ({ url } = service);
    };
    const survive = async () => {
      survivor = await aService(environment, directory);
      url = await survivor.app.getUrl();
    };
    await start();
    await post('/api/v1/webhooks', { url: receiver.urlOf('/hook'), events: TOLD });
    await post('/api/v1/webhooks', { url: receiver.urlOf('/matches'), events: ['profile.matched'] });
    await post('/api/v1/saved-searches', { name: 'Everybody', search: {} });
    const received: ReceivedEvent[] = [];
    /** Resolves when the connection ends, or once the condition holds. */
    const follow = (isEnough: (event: ReceivedEvent) => boolean) =>
      readEventStream(`${url}/api/v1/events/stream`, {
        headers: { ...headers, 'Last-Event-ID': String(received.at(-1)?.id ?? 0) },
        isEnough: (event) => {
          received.push(event);
          return isEnough(event);
        },
      });
    const firstItem = (job_id: string) =>
      readEventStream(`${url}/jobs/${job_id}/events?types=item.finished`, { headers, isEnough: () => true });
    /** While the receiver has an event, and the service does not know that yet. */
    const killInDelivery = () => {
      receiver.answer = () => {
        service.child.kill('SIGKILL');
        return 204;
      };
    };
    const jobs: string[] = [];
    let batch: { status_url: string; fetched_at: string } | undefined;
    for (let kill = 0; kill < KILLS; kill += 1) {
      const emails = Array.from({ length: ITEMS }, (_, index) => `killed${kill}x${index}@example.com`);
      const following = follow(() => false).catch(() => undefined);
      if (kill === KILLS - 1) batch = await halfDoneBatch();
      const before = received.length;
      const { job_id } = await post<{ job_id: string }>('/jobs/create-batch', { emails });
      jobs.push(job_id);
      const exit = once(service.child, 'exit');
      const firstChange = async () => received.slice(before).some(({ type }) => type === 'profile.created') || null;
      // Between a delivery and its record, while the relay is at work, before that comes to the job, and before saved searches are compared.
      if (kill % 4 === 1) await firstItem(job_id);
      if (kill % 4 === 3) await until(firstChange);
      if (kill % 4 === 0) killInDelivery();
      else service.child.kill('SIGKILL');
      await exit;
      cassidy.serve('killed-held', { ...profilePayload('killed-held'), profile_id: '2' });
      receiver.answer = () => 204;
      await following;
      await (kill < KILLS - 1 ? start() : survive());
    }
    for (const job_id of jobs) await readEventStream(`${url}/jobs/${job_id}/events`, { headers });
    await expectFinished(batch!);
    const { pagination } = await get<{ pagination: { total: number } }>('/api/v1/profiles?limit=1');

    const ofType = (type: string) => received.filter((event) => event.type === type).map(({ event }) => event.data);
    const changes = () => received.filter(({ type }) => CHANGES.has(type)).map(({ id }) => id);
    const isWhole = () =>
      ofType('profile.created').length === pagination.total &&
      ofType('profile.matched').length === changes().length &&
      ofType('job.completed').length === KILLS &&
      ofType('batch.completed').length === 1;
    if (!isWhole()) await follow(isWhole);
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
    expect(new Set(ofType('profile.created').map(({ profile_id }) => profile_id)).size).toBe(pagination.total);

    expect(ofType('profile.matched').map(({ event_id }) => event_id)).toEqual(changes());

    /** The IDs that were sent there, once all were. */
    const delivered = async (path: string, types: readonly string[]) => {
      const expected = received.filter(({ type }) => types.includes(type)).map(({ id }) => id);
      const ids = () => receiver.at(path).map(({ event }) => event.id);
      await until(async () => ids().includes(expected.at(-1)!) || null);
      expect([...new Set(ids())]).toEqual(expected);
      expect(ids()).toEqual(ids().toSorted((a, b) => a - b));
      return { repeated: ids().length - expected.length };
    };
    await delivered('/matches', ['profile.matched']);
    expect((await delivered('/hook', TOLD)).repeated).toBeGreaterThan(0);
    expect(receiver.at('/batch').map(({ event }) => event)).toMatchObject([
      { type: 'batch.completed', data: { status: 'completed', progress: { done: 2, total: 2, failed: 0 } } },
    ]);
  });

  /** One of its two items is decided, the other one is not before the kill. */
  async function halfDoneBatch(): Promise<{ status_url: string; fetched_at: string }> {
    cassidy.serve('killed-quick', { ...profilePayload('killed-quick'), profile_id: '1' });
    cassidy.serve('killed-held', () => undefined);
    const { status_url } = await post<{ status_url: string }>(
      BATCH,
      { profiles: [item('killed-quick'), item('killed-held')], webhook_url: receiver.urlOf('/batch') },
      { Prefer: 'respond-async' },
    );
    await until(async () => (await get<{ progress: { done: number } }>(status_url)).progress.done === 1 || null);
    return { status_url, fetched_at: await fetchedAt('killed-quick') };
  }

  async function fetchedAt(slug: string): Promise<string> {
    const query = new URLSearchParams({ linkedin_url: memberUrl(slug) });
    const { data } = await get<{ data: { fetched_at: string }[] }>(`/api/v1/profiles?${query.toString()}`);
    return data[0]!.fetched_at;
  }

  /** By the next process, which fetches only what was not decided. */
  async function expectFinished({ status_url, fetched_at }: { status_url: string; fetched_at: string }): Promise<void> {
    const state = await until(async () => {
      const found = await get<{ status: string; successful: number }>(status_url);
      return found.status === 'completed' ? found : null;
    });
    expect(state.successful).toBe(2);
    expect(await fetchedAt('killed-quick')).toBe(fetched_at);
    expect(cassidy.calls.filter(({ slug }) => slug === 'killed-quick')).toHaveLength(1);
    await receiver.accepted('/batch', 1);
  }
});
