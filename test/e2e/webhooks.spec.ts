import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { freePort } from '../../scripts/lib/free-port.ts';
import { isFullExtent } from '../support/extent.js';
import { endWithTests } from '../support/jest-worker.js';
import { aService, BATCH, item, KEY, type Service } from '../support/service.js';
import { readEventStream } from '../support/event-stream.js';
import { until } from '../support/until.js';
import { verify, WebhookReceiver } from '../support/webhook-receiver.js';

interface Hook {
  id: string;
  secret: string;
  last_event_id: number;
  failures: number;
  disabled_at: string | null;
  disabled_reason: string | null;
}
interface Delivery {
  id: string;
  event_id: number;
  event_type: string;
  status: string;
  attempts: { status: number | null; problem: string | null }[];
}

const ITEMS = isFullExtent ? 40 : 15;
const HOOKS = '/api/v1/webhooks';

describe('webhooks', () => {
  const receiver = new WebhookReceiver();
  let service: Service;
  beforeAll(async () => {
    await receiver.listen();
    service = await aService({
      WEBHOOK_ALLOWED_HOSTS: '127.0.0.1',
      WEBHOOK_RETRY_SECONDS: '0,0,1',
      UPSTREAM_MAX_ATTEMPTS: '1',
    });
  });
  afterAll(async () => {
    await service.close();
    await receiver.close();
  });

  const create = async (path: string, events: string[]) => {
    const { body } = await service.post(HOOKS, { url: receiver.urlOf(path), events }).expect(201);
    return body as Hook;
  };
  const hook = async (id: string) => (await service.get(`${HOOKS}/${id}`).expect(200)).body as Hook;
  const deliveries = async (id: string) =>
    ((await service.get(`${HOOKS}/${id}/deliveries`).query({ limit: 100 }).expect(200)).body as { data: Delivery[] })
      .data;
  const runJob = async (count: number) => {
    const emails = Array.from({ length: count }, (_, index) => `webhook${index}@example.com`);
    const { body } = await service.post('/jobs/create-batch', { emails }).expect(200);
    return (body as { job_id: string }).job_id;
  };
  const remove = (id: string) => service.delete(`${HOOKS}/${id}`).expect(204);

  it('send the events that they subscribe to, in order, signed with a secret that is shown once', async () => {
    const { id, secret } = await create('/all', ['job.created', 'item.finished', 'job.completed', 'job.created']);
    expect(secret).toMatch(/^whsec_[\w+/]{43}=$/);
    const { body: listed } = await service.get(HOOKS).expect(200);
    expect(JSON.stringify([await hook(id), listed])).not.toContain('whsec_');
    const job_id = await runJob(ITEMS);
    const received = await receiver.accepted('/all', ITEMS + 2);
    expect(received.map(({ event }) => event.type)).toEqual([
      'job.created',
      ...Array.from({ length: ITEMS }, () => 'item.finished'),
      'job.completed',
    ]);
    const ids = received.map(({ event }) => event.id);
    expect(ids).toEqual(ids.toSorted((a, b) => a - b));
    expect(new Set(ids).size).toBe(ITEMS + 2);
    for (const webhook of received) {
      verify(webhook, secret);
      expect(webhook.headers['webhook-id']).toBe(`evt_${webhook.event.id}`);
      expect(webhook.event.data['job_id']).toBe(job_id);
    }
    const { body } = await service
      .get('/api/v1/events')
      .query({ after: ids[0]! - 1, limit: 1 })
      .expect(200);
    expect((body as { data: unknown[] }).data[0]).toEqual(received[0]?.event);
    await remove(id);
    await service.get(`${HOOKS}/${id}`).expect(404);
  });

  it('tell of profiles that meet a saved search, as the log and its streams do', async () => {
    const SAVED = '/api/v1/saved-searches';
    const filter = { field: 'suggested_role', type: '=', value: 'CISO' };
    const ingest = async (slug: string, suggested_role: string) => {
      const { body } = await service.post('/api/v1/profiles', item(slug, { suggested_role })).ok(({ ok }) => ok);
      return (body as { id: string }).id;
    };
    const save = async (search: object) =>
      ((await service.post(SAVED, { name: 'Wanted', search }).expect(201)).body as { id: string }).id;
    await ingest('matched-earlier', 'CISO');
    const hookId = (await create('/matched', ['profile.matched'])).id;
    const wanted = await save({ filter });
    const others = await save({ query: 'nothing that anybody has', filter, mode: 'lexical', cursor: 'ignored' });
    const one = await ingest('matched-one', 'CISO');
    const two = await ingest('matched-two', 'CIO');
    // Changes are compared in order: when this one is told, the person before was compared as a CIO.
    const next = await ingest('matched-next', 'CISO');
    await receiver.accepted('/matched', 2);
    expect(await ingest('matched-two', 'CISO')).toBe(two);
    await receiver.accepted('/matched', 3);
    await service.delete(`${SAVED}/${wanted}`).expect(204);
    await service.delete(`${SAVED}/${wanted}`).expect(404);
    const everybody = await save({});
    const three = await ingest('matched-three', 'CISO');
    const received = (await receiver.accepted('/matched', 4)).map(({ event }) => event);
    const match = (saved_search_id: string, profile_id: string) => ({
      saved_search_id,
      profile_id,
      event_id: expect.any(Number),
    });
    const expected = [match(wanted, one), match(wanted, next), match(wanted, two), match(everybody, three)];
    expect(received.map(({ data }) => data)).toEqual(expected);
    const { body } = await service.get('/api/v1/events').query({ types: 'profile.matched' }).expect(200);
    expect((body as { data: object[] }).data).toEqual(received);
    const { events } = await readEventStream(
      `${await service.app.getUrl()}/api/v1/events/stream?types=profile.matched&after=0`,
      { headers: { 'X-API-Key': KEY }, isEnough: ({ id }) => id === received.at(-1)!.id },
    );
    expect(events.map(({ event }) => event)).toEqual(received);
    const { body: saved } = await service.get(`${SAVED}/${others}`).expect(200);
    expect(saved).toMatchObject({ name: 'Wanted', search: { filter, mode: 'lexical' } });
    expect(saved).not.toHaveProperty('search.cursor');
    const { body: listed } = await service.get(SAVED).expect(200);
    expect((listed as { data: { id: string }[] }).data.map(({ id }) => id)).toEqual([everybody, others]);
    for (const id of [others, everybody]) await service.delete(`${SAVED}/${id}`).expect(204);
    await remove(hookId);
  });

  it.each([
    [{ search: { filter: { field: 'nothing', type: '=', value: 'x' } } }, 'search.filter.field'],
    [{ search: { query: 'security', mode: 'semantic' } }, 'search.min_similarity'],
    [{ search: 'security' }, 'search'],
    [{ name: ' ', search: {} }, 'name'],
  ])('need a saved search that is valid: %j', async (given, field) => {
    const { body } = await service.post('/api/v1/saved-searches', { name: 'One', ...given }).expect(422);
    expect((body as { validation_errors: { field: string }[] }).validation_errors.map((each) => each.field)).toContain(
      field,
    );
  });

  it('arrive in order at a receiver that fails for a while, each until it is accepted', async () => {
    receiver.answer = (path, call) => (path === '/flaky' && call % 3 < 2 ? 500 : 204);
    const { id, secret } = await create('/flaky', ['item.finished', 'job.completed']);
    await runJob(5);
    const accepted = await receiver.accepted('/flaky', 6);
    const ids = accepted.map(({ event }) => event.id);
    expect(ids).toEqual(ids.toSorted((a, b) => a - b));
    expect(receiver.at('/flaky').map(({ event }) => event.id)).toEqual(ids.flatMap((each) => [each, each, each]));
    for (const webhook of receiver.at('/flaky')) verify(webhook, secret);
    const log = await until(async () => {
      const all = await deliveries(id);
      return all.length === 6 && all.every(({ status }) => status === 'delivered') ? all : null;
    });
    expect(log.map(({ event_id }) => event_id)).toEqual(ids.toReversed());
    for (const { attempts } of log) expect(attempts.map(({ status }) => status)).toEqual([500, 500, 204]);
    await remove(id);
  });

  it('go on with the next event after the last attempt, and the failed one can be replayed', async () => {
    receiver.answer = (path, call) => (path === '/moved' && call < 4 ? 302 : 204);
    const { id } = await create('/moved', ['job.created', 'job.completed']);
    await runJob(1);
    const [completed] = await receiver.accepted('/moved', 1);
    expect(completed?.event.type).toBe('job.completed');
    expect(receiver.at('/elsewhere')).toEqual([]);
    const failed = await until(
      async () => (await deliveries(id)).find(({ event_type }) => event_type === 'job.created') ?? null,
    );
    expect(failed).toMatchObject({ status: 'failed' });
    expect(failed.attempts.map(({ problem }) => problem)).toEqual(
      Array.from({ length: 4 }, () => 'Redirects are not followed (302)'),
    );
    const { body } = await service.post(`${HOOKS}/${id}/deliveries/${failed.id}/replay`).expect(200);
    expect(body).toMatchObject({ id: failed.id, status: 'delivered' });
    expect((body as Delivery).attempts).toHaveLength(5);
    expect(receiver.at('/moved').at(-1)?.event.id).toBe(failed.event_id);
    await service.post(`${HOOKS}/${id}/deliveries/${id}/replay`).expect(404);
    await remove(id);
  });

  it('are disabled by 410, and send what happened meanwhile when they are enabled again', async () => {
    receiver.answer = (path, call) => (path === '/gone' && call === 0 ? 410 : 204);
    const { id } = await create('/gone', ['job.created']);
    await runJob(1);
    const disabled = await until(async () => {
      const found = await hook(id);
      return found.disabled_at === null ? null : found;
    });
    expect(disabled.disabled_reason).toBe('The receiver answered 410');
    await runJob(1);
    expect(receiver.at('/gone')).toHaveLength(1);
    await service.patch(`${HOOKS}/${id}`, { disabled: false }).expect(200);
    const accepted = await receiver.accepted('/gone', 2);
    expect(accepted[0]?.event.id).toBe(receiver.at('/gone')[0]?.event.id);
    await remove(id);
  });

  it('are signed with the old and the new secret after a rotation', async () => {
    const { id, secret } = await create('/rotated', ['job.created']);
    const { body } = await service.post(`${HOOKS}/${id}/rotate-secret`).expect(200);
    const rotated = body as Hook;
    expect(rotated.secret).not.toBe(secret);
    const { body: tested } = await service.post(`${HOOKS}/${id}/test`).expect(200);
    expect(tested).toMatchObject({ event_type: 'webhook.test', status: 'delivered', attempts: [{ status: 204 }] });
    const [test] = receiver.at('/rotated');
    expect(test?.event).toMatchObject({ type: 'webhook.test', data: { webhook_id: id } });
    verify(test!, secret);
    verify(test!, rotated.secret);
    expect(String(test?.headers['webhook-signature']).split(' ')).toHaveLength(2);
    await remove(id);
  });

  it('send events of a type that is added from then on, and none from before', async () => {
    const { id } = await create('/more', ['batch.completed']);
    const earlier = await runJob(1);
    await until(async () => {
      const { body } = await service.get('/api/v1/events').query({ types: 'job.created', limit: 1000 }).expect(200);
      return (
        (body as { data: { data: { job_id: string } }[] }).data.some(({ data }) => data.job_id === earlier) || null
      );
    });
    await service.patch(`${HOOKS}/${id}`, { events: ['job.created'], url: receiver.urlOf('/more2') }).expect(200);
    const job_id = await runJob(1);
    const [first] = await receiver.accepted('/more2', 1);
    expect(first?.event.data['job_id']).toBe(job_id);
    expect(receiver.at('/more')).toEqual([]);
    await remove(id);
  });

  it('of a job tell how it ended, and again after its failed items were retried, signed for the whole service', async () => {
    receiver.answer = (path, call) => (path === '/job' && call === 0 ? 503 : 204);
    const { body: shared } = await service.get(`${HOOKS}/secret`).expect(200);
    const { secret } = shared as { secret: string };
    const config = { webhook_url: receiver.urlOf('/job') };
    const emails = ['webhook-job@example.com', 'flaky-webhook@example.com'];
    const { body } = await service.post('/jobs/create-batch', { emails, config }).expect(200);
    const { job_id } = body as { job_id: string };
    const [completed] = await receiver.accepted('/job', 1);
    expect(completed?.event).toMatchObject({
      type: 'job.completed',
      data: { job_id, total_items: 2, failed_items: 1 },
    });
    expect(receiver.at('/job').map(({ event }) => event.id)).toEqual([completed?.event.id, completed?.event.id]);
    await service.post(`/jobs/${job_id}/retry-failed`).expect(200);
    const again = await receiver.accepted('/job', 2);
    expect(again.map(({ event }) => event.data['job_id'])).toEqual([job_id, job_id]);
    expect(new Set(again.map(({ event }) => event.id)).size).toBe(2);
    for (const webhook of receiver.at('/job')) verify(webhook, secret);
    const { body: listed } = await service.get(HOOKS).expect(200);
    expect((listed as { data: unknown[] }).data).toEqual([]);
  });

  it('of a batch tell how it ended, and again after its failed items were retried', async () => {
    receiver.answer = (path, call) => (path === '/batch' && call === 0 ? 503 : 204);
    const { secret } = (await service.get(`${HOOKS}/secret`).expect(200)).body as { secret: string };
    const profiles = [item('webhook-batch'), item('flaky-webhook-batch')];
    const send = (webhook_url: string, Prefer = 'respond-async') =>
      service.post(BATCH, { profiles, max_attempts: 1, webhook_url }).set('Prefer', Prefer);
    const { body } = await send(receiver.urlOf('/batch')).expect(202);
    const { batch_id, status_url } = body as { batch_id: string; status_url: string };
    const ended = { batch_id, status: 'completed', progress: { done: 2, total: 2, failed: 1 } };
    const [completed] = await receiver.accepted('/batch', 1);
    expect(completed?.event).toMatchObject({ type: 'batch.completed', data: ended });
    await service.post(`${status_url}/retry-failed`).expect(200);
    const again = await receiver.accepted('/batch', 2);
    expect(again.map(({ event }) => event.data)).toMatchObject([ended, ended]);
    expect(receiver.at('/batch').map(({ status }) => status)).toEqual([503, 204, 204]);
    for (const webhook of receiver.at('/batch')) verify(webhook, secret);
    for (const refused of [send('http://127.0.0.2/'), send(receiver.urlOf('/batch'), 'wait=10')]) {
      const { body: problem } = await refused.expect(422);
      expect(problem).toMatchObject({ validation_errors: [{ field: 'webhook_url' }] });
    }
  });

  it('are verified by the receiver of the guide, which refuses other senders', async () => {
    const [, code = ''] =
      /```js\n([^`]*createServer[^`]*)```/.exec(readFileSync('docs/guides/webhooks.md', 'utf8')) ?? [];
    const port = await freePort();
    const url = `http://127.0.0.1:${port}/`;
    const { body } = await service.post(HOOKS, { url, events: ['job.completed'] }).expect(201);
    const { id, secret } = body as Hook;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', code], {
      env: { WEBHOOK_SECRET: secret, PORT: String(port) },
    });
    endWithTests(child);
    const output = text(child.stdout);
    const forged = () => fetch(url, { method: 'POST', body: '{}', headers: { 'webhook-signature': 'v1,AAAA' } });
    const { status } = await until(() => forged().catch(() => null));
    expect(status).toBe(400);
    const { body: tested } = await service.post(`${HOOKS}/${id}/test`).expect(200);
    expect(tested).toMatchObject({ status: 'delivered', attempts: [{ status: 204 }] });
    await service.post(`${HOOKS}/${id}/rotate-secret`).expect(200);
    await service.post(`${HOOKS}/${id}/test`).expect(200);
    child.kill();
    const line = `webhook.test { webhook_id: '${id}' }`;
    expect(await output).toMatch(new RegExp(`^\\d+ ${line}\n\\d+ ${line}\n$`));
    await remove(id);
  });

  it.each([
    [{ url: 'https://169.254.169.254/', events: ['job.created'] }, 'url', 'webhook_target'],
    [{ url: 'http://example.com/', events: ['job.created'] }, 'url', 'webhook_target'],
    [{ url: 'https://example.com/', events: [] }, 'events', 'too_short'],
    [{ url: 'https://example.com/', events: ['webhook.test'] }, 'events.0', 'enum'],
    [
      { url: 'https://example.com/', events: ['job.created'], description: 'x'.repeat(501) },
      'description',
      'string_too_long',
    ],
  ])('are refused as %j', async (request, field, error_type) => {
    const { body } = await service.post(HOOKS, request).expect(422);
    expect((body as { validation_errors: unknown[] }).validation_errors).toMatchObject([{ field, error_type }]);
  });

  it('are for administrators, and changes of them are recorded', async () => {
    await service.bare.get(HOOKS).expect(403);
    const { id } = await create('/audited', ['job.created']);
    await remove(id);
    await service.delete(`${HOOKS}/${id}`).expect(404);
    await service.patch(`${HOOKS}/unknown`, {}).expect(404);
    await service.post(`${HOOKS}/unknown/test`).expect(404);
    const { body } = await service.get('/system/audit').expect(200);
    const records = (body as { data: { action: string; target: string }[] }).data.filter(({ target }) => target === id);
    expect(records.map(({ action }) => action)).toEqual(['webhook.deleted', 'webhook.created']);
  });
});

describe('webhooks of a service with an encryption key', () => {
  it('have encrypted secrets, which still sign after a restart', async () => {
    const receiver = new WebhookReceiver();
    await receiver.listen();
    const environment = {
      WEBHOOK_ALLOWED_HOSTS: '127.0.0.1',
      TOKEN_ENCRYPTION_KEY: 'ab'.repeat(32),
      API_KEYS: `reader[read]:reader-secret`,
    };
    const service = await aService(environment);
    const url = receiver.urlOf('/hook');
    const { body } = await service.post(HOOKS, { url, events: ['job.created'] }).expect(201);
    const { id, secret } = body as Hook;
    await service.bare.get(HOOKS).set('X-API-Key', 'reader-secret').expect(403);
    await service.app.close();
    const restarted = await aService(environment, service.dataDirectory);
    await restarted.post(`${HOOKS}/${id}/test`).expect(200);
    verify(receiver.at('/hook')[0]!, secret);
    await restarted.app.close();
    const withoutKey = await aService({ WEBHOOK_ALLOWED_HOSTS: '127.0.0.1' }, service.dataDirectory);
    const { body: tested } = await withoutKey.post(`${HOOKS}/${id}/test`).set('X-API-Key', KEY).expect(200);
    expect(tested).toMatchObject({ status: 'failed', attempts: [{ status: null }] });
    expect((tested as Delivery).attempts[0]?.problem).toMatch(/cannot be decrypted/);
    await withoutKey.app.close();
    await service.close();
    await receiver.close();
  });
});
