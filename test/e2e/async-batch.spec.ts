import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { holdPeople } from '../support/held-people.js';
import { DataDirectories } from '../support/process.js';
import { until } from '../support/until.js';
import { aService, BATCH, item, type Service } from '../support/service.js';

const stateOf = async (service: Service, url: string) => (await service.get(url).expect(200)).body;
const completion = (service: Service, url: string) =>
  until(async () => {
    const state = await stateOf(service, url);
    return state.status === 'completed' ? state : null;
  });

const directories = new DataDirectories();
afterAll(() => directories.remove());

describe('a batch with Prefer: respond-async', () => {
  let service: Service;
  // Of a flaky person two calls fail.
  beforeAll(async () => void (service = await aService({ UPSTREAM_MAX_ATTEMPTS: '1' })));
  afterAll(() => service.close());

  it('is listed with its progress, which another reader sees while it runs', async () => {
    const release = await holdPeople(service, 'held-first');
    const { body } = await service
      .post(BATCH, { profiles: [item('quick'), item('held-first')] })
      .set('Prefer', 'respond-async')
      .expect(202);
    const running = await until(async () => {
      const state = await stateOf(service, body.status_url);
      return state.progress.done === 1 ? state : null;
    });
    expect(running).toMatchObject({ status: 'processing', progress: { done: 1, total: 2, failed: 0 } });
    expect(running).not.toHaveProperty('results');
    const list = '/api/v1/profiles/batches';
    const { body: processing } = await service.get(list).query({ status: 'processing' }).expect(200);
    expect(processing).toMatchObject({
      data: [{ batch_id: body.batch_id, progress: { done: 1, total: 2 } }],
      pagination: { total: 1, has_more: false },
    });
    release();
    await completion(service, body.status_url);
    const sync = await service.post(BATCH, { profiles: [item('notfound-a')] }).expect(201);
    const { body: page } = await service.get(list).query({ limit: 1 }).expect(200);
    expect(page).toMatchObject({
      data: [{ batch_id: sync.body.batch_id, status: 'completed', progress: { done: 1, total: 1, failed: 1 } }],
      pagination: { total: 2, has_more: true },
    });
    const { body: next } = await service.get(list).query({ cursor: page.pagination.next_cursor }).expect(200);
    expect(next.data).toMatchObject([{ batch_id: body.batch_id, status: 'completed' }]);
    await service.get(list).query({ status: 'unknown' }).expect(422);
  });

  it('is accepted with its location, processed, and then reads like a synchronous one', async () => {
    const accepted = await service
      .post(BATCH, { profiles: [item('ann'), item('private-b')] })
      .set('Prefer', 'respond-async')
      .expect(202);
    expect(accepted.body).toMatchObject({ status: 'pending', total_requested: 2 });
    expect(accepted.headers).toMatchObject({
      location: accepted.body.status_url,
      'preference-applied': 'respond-async',
    });
    const proxied = await service
      .post(BATCH, { profiles: [item('ann')] })
      .set({ Prefer: 'respond-async', 'X-Forwarded-Host': 'example.com', 'X-Forwarded-Proto': 'https' })
      .set('X-Forwarded-Prefix', '/profiles')
      .expect(202);
    expect(proxied.headers['location']).toBe(proxied.body.status_url);
    expect(proxied.body.status_url).toMatch(/^https:\/\/example\.com\/profiles\/api\/v1\/profiles\/batches\//);
    const state = await completion(service, accepted.body.status_url);
    expect(state).toMatchObject({ batch_id: accepted.body.batch_id, successful: 1, failed: 1 });
    expect(state.results).toHaveLength(2);
  });

  it('can be cancelled while it runs, which keeps what is done', async () => {
    await holdPeople(service, 'held-for-good');
    const profiles = [item('quick'), item('held-for-good'), item('held-for-good-too')];
    const { body } = await service
      .post(BATCH, { profiles, max_concurrent: 1 })
      .set('Prefer', 'respond-async')
      .expect(202);
    await until(async () => ((await stateOf(service, body.status_url)).progress.done === 1 ? true : null));
    const { body: cancelled } = await service.post(`${body.status_url}/cancel`).expect(200);
    expect(cancelled).toMatchObject({
      status: 'cancelled',
      progress: { done: 1, total: 3, failed: 0 },
      results: [
        { pipeline_metadata: { status: 'completed' } },
        { pipeline_metadata: { errors: [{ error_code: 'CANCELLED' }] } },
        { pipeline_metadata: { errors: [{ error_code: 'CANCELLED' }] } },
      ],
    });
    await service.post(`${body.status_url}/cancel`).expect(409);
    const { body: page } = await service.get('/api/v1/profiles/batches').query({ status: 'cancelled' }).expect(200);
    expect(page.data).toMatchObject([{ batch_id: body.batch_id }]);
    const { text } = await service.get(`${body.status_url}/events`).expect(200);
    expect(text).toMatch(/event: batch.completed\ndata: .*"status":"cancelled"/);
    expect(await stateOf(service, body.status_url)).toEqual(cancelled);
    await service.post('/api/v1/profiles/batches/unknown/cancel').expect(404);
  });

  it('tries items again whose failure is retryable, at once or on request', async () => {
    const send = (max_attempts: number) =>
      service
        .post(BATCH, { profiles: [item('flaky-one'), item('notfound-a')], max_attempts })
        .set('Prefer', 'respond-async')
        .expect(202);
    const { status_url: url, batch_id } = (await send(1)).body;
    expect(await completion(service, url)).toMatchObject({ successful: 0, failed: 2 });
    const { body: retried } = await service.post(`${url}/retry-failed`).expect(200);
    expect(retried).toMatchObject({ batch_id, status: 'pending', items_requeued: 1 });
    expect(await completion(service, url)).toMatchObject({ successful: 0, failed: 2 });
    await service.post(`${url}/retry-failed`).expect(200);
    expect(await completion(service, url)).toMatchObject({ successful: 1, failed: 1 });
    const { body: nothing } = await service.post(`${url}/retry-failed`).expect(200);
    expect(nothing).toMatchObject({ status: 'completed', items_requeued: 0 });
    await service.post('/api/v1/profiles/batches/unknown/retry-failed').expect(404);
    await service.post(BATCH, { profiles: [item('ann')], max_attempts: 11 }).expect(422);
  });

  it('is finished by the next process if the service stops in the middle', async () => {
    const dataDirectory = await directories.add();
    const first = await aService({ SANDBOX_LATENCY_MS: '60000', PROFILE_DEADLINE_MS: '120000' }, dataDirectory);
    const accepted = await first
      .post(BATCH, { profiles: [item('ann')] })
      .set('Prefer', 'respond-async')
      .expect(202);
    const url = accepted.body.status_url;
    await until(async () => (await stateOf(first, url)).status === 'processing' || null);
    await first.close();

    const second = await aService({}, dataDirectory);
    try {
      expect(await completion(second, url)).toMatchObject({ successful: 1, failed: 0 });
    } finally {
      await second.close();
    }
  });
});
