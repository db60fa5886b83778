import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { built } from '../support/jest-worker.js';
import { aService, BATCH, item, KEY, memberUrl, type Service } from '../support/service.js';
import { until } from '../support/until.js';

const CREATE = '/jobs/create-batch';
const PROFILES = '/api/v1/profiles';
const OTHER_KEY = 'secret-of-the-shop';

/** A route, the method of the service that does its work, and two different requests. */
interface Route {
  name: string;
  file: string;
  method: string;
  status: number;
  path: string;
  body: object | string;
  other: { path?: string; body?: object | string };
  headers?: Record<string, string>;
}

describe('a request with an Idempotency-Key', () => {
  let service: Service;
  let job_id = '';
  let batch_id = '';
  let keys = 0;
  beforeAll(async () => {
    service = await aService({ API_KEYS: `shop:${OTHER_KEY}` });
    const { body } = await service.post(CREATE, { emails: ['notfound-a@example.com', 'b@example.com'] });
    job_id = body.job_id;
    batch_id = (await service.post(BATCH, { profiles: [item('notfound-a')] })).body.batch_id;
    await until(async () => (await service.get(`/jobs/${job_id}`)).body.status === 'completed' || null);
  });
  afterAll(() => service.close());

  const routes: Route[] = [
    {
      name: 'a job',
      file: 'jobs/job-creation.service',
      method: 'create',
      status: 200,
      path: CREATE,
      body: { emails: ['same@example.com'] },
      other: { body: { emails: ['different@example.com'] } },
    },
    {
      name: 'an upload',
      file: 'jobs/upload/upload.service',
      method: 'create',
      status: 200,
      path: '/jobs/upload',
      body: 'Mail\nsame@example.com',
      other: { body: 'Mail\ndifferent@example.com' },
      headers: { 'Content-Type': 'text/csv' },
    },
    {
      name: 'a batch',
      file: 'profiles/batches/batches.service',
      method: 'ingest',
      status: 201,
      path: BATCH,
      body: { profiles: [item('same'), item('notfound-same')] },
      other: { body: { profiles: [item('different')] } },
    },
    {
      name: 'a batch in the background',
      file: 'profiles/batches/batches.service',
      method: 'accept',
      status: 202,
      path: BATCH,
      body: { profiles: [item('same')] },
      other: { body: { profiles: [item('different')] } },
      headers: { Prefer: 'respond-async' },
    },
    {
      name: 'a profile',
      file: 'profiles/profiles.service',
      method: 'ingest',
      status: 201,
      path: PROFILES,
      body: item('same'),
      other: { body: item('same', { suggested_role: 'CIO' }) },
    },
    {
      name: 'reprocessing',
      file: 'profiles/reprocess/reprocess.service',
      method: 'accept',
      status: 202,
      path: `${PROFILES}/reprocess`,
      body: {},
      other: { body: { embeddings: true } },
    },
    {
      name: 'saving',
      file: 'jobs/manual-save.service',
      method: 'save',
      status: 200,
      path: '/jobs/JOB/save-to-linkedin-profiles',
      body: {},
      other: { path: '/jobs/JOB/save-to-linkedin-profiles?force=true' },
    },
    {
      name: 'retrying',
      file: 'jobs/jobs.service',
      method: 'retryFailed',
      status: 200,
      path: '/jobs/JOB/retry-failed',
      body: {},
      other: { path: '/jobs/another/retry-failed' },
    },
    {
      name: 'retrying a batch',
      file: 'profiles/batches/batches.service',
      method: 'retryFailed',
      status: 200,
      path: `${PROFILES}/batches/BATCH/retry-failed`,
      body: {},
      other: { path: `${PROFILES}/batches/another/retry-failed` },
    },
    {
      name: 'saving a search',
      file: 'profiles/saved-searches/saved-searches.service',
      method: 'create',
      status: 201,
      path: '/api/v1/saved-searches',
      body: { name: 'Security', search: { query: 'security' } },
      other: { body: { name: 'Security', search: { query: 'privacy' } } },
    },
    {
      name: 'suppressions',
      file: 'people/suppressions/suppressions.service',
      method: 'add',
      status: 200,
      path: '/api/v1/people/suppressions',
      body: { entries: [{ email: 'suppressed@example.com' }] },
      other: { body: { entries: [{ email: 'suppressed-too@example.com' }] } },
    },
    {
      name: 'an erasure',
      file: 'people/erasures.service',
      method: 'erase',
      status: 200,
      path: '/api/v1/people/erase',
      body: { email: 'erased@example.com' },
      other: { body: { email: 'erased-too@example.com' } },
    },
  ];

  const send = ({ path, body, headers = {} }: Pick<Route, 'path' | 'body' | 'headers'>, key: string, apiKey = KEY) =>
    service.bare
      .post(path.replace('JOB', job_id).replace('BATCH', batch_id))
      .set({ 'X-API-Key': apiKey, 'Idempotency-Key': key, ...headers })
      .send(body);
  const aKey = () => `key ${(keys += 1)}`;

  /** Counts what the service does, and holds the first of it until `release`. */
  async function held({ file, method }: Route) {
    const exported = Object.values(await built<Record<string, new () => object>>(`${file}.js`)).find(
      (value) => typeof value === 'function' && method in (value.prototype as object),
    );
    const target = service.app.get<Record<string, unknown>>(exported!, { strict: false });
    const work = target[method] as (...values: unknown[]) => Promise<unknown>;
    const entered = Promise.withResolvers<void>();
    const gate = Promise.withResolvers<void>();
    let calls = 0;
    target[method] = async (...values: unknown[]) => {
      calls += 1;
      entered.resolve();
      await gate.promise;
      return work.apply(target, values);
    };
    return {
      entered: entered.promise,
      release: gate.resolve,
      calls: () => calls,
      restore: () => void Reflect.deleteProperty(target, method),
    };
  }

  it.each(routes)('does $name once, and returns the same response again', async (route) => {
    const key = aKey();
    const work = await held(route);
    try {
      const running = send(route, key).then((response) => response);
      await work.entered;
      const meanwhile = await send(route, key).expect(409);
      expect(meanwhile.body.error_code).toBe('IDEMPOTENCY_KEY_IN_USE');
      expect(Number(meanwhile.headers['retry-after'])).toBeGreaterThan(0);
      expect(work.calls()).toBe(1);
      work.release();
      const first = await running;
      expect(first.status).toBe(route.status);
      expect(first.headers).not.toHaveProperty('idempotent-replayed');

      const again = await send(route, key).expect(route.status);
      expect(again.headers['idempotent-replayed']).toBe('true');
      expect(again.body).toEqual(first.body);
      for (const name of ['location', 'preference-applied', 'content-type'])
        expect([name, again.headers[name]]).toEqual([name, first.headers[name]]);
      const different = await send({ ...route, ...route.other }, key).expect(422);
      expect(different.body.error_code).toBe('IDEMPOTENCY_KEY_REUSED');
    } finally {
      work.restore();
    }
  });

  it('has nothing to do with the same key of another caller or of another route', async () => {
    const key = aKey();
    const job = { path: CREATE, body: { emails: ['scoped@example.com'] } };
    const profile = { path: PROFILES, body: item('scoped') };
    const [first, ofShop] = [await send(job, key).expect(200), await send(job, key, OTHER_KEY).expect(200)];
    expect(ofShop.body.job_id).not.toBe(first.body.job_id);
    expect(ofShop.headers).not.toHaveProperty('idempotent-replayed');
    expect((await send(job, key, OTHER_KEY).expect(200)).body).toEqual(ofShop.body);
    await send(profile, key).expect(201);
    const profileOfShop = await send({ ...profile, body: item('scoped-too') }, key, OTHER_KEY).expect(201);
    expect(profileOfShop.headers).not.toHaveProperty('idempotent-replayed');
  });

  it('is audited once', async () => {
    const route = { path: '/api/v1/people/erase', body: { email: 'audited@example.com' } };
    const key = aKey();
    const { body } = await send(route, key).expect(200);
    await send(route, key).expect(200);
    const audit = await service.get('/system/audit?limit=100').expect(200);
    const targets = (audit.body.data as { target: string }[]).map(({ target }) => target);
    expect(targets.filter((target) => target === body.receipt_id)).toHaveLength(1);
  });

  it.each([
    ['invalid', { ...item('x'), suggested_role: 'CEO' }, 422],
    ['failed', item('notfound-x'), 404],
  ])('that is %s can be sent again with another body', async (_what, body, status) => {
    const key = aKey();
    await send({ path: PROFILES, body }, key).expect(status);
    const corrected = await send({ path: PROFILES, body: item('corrected') }, key);
    expect(corrected.body.name).not.toBeNull();
    expect([200, 201]).toContain(corrected.status);
    expect(corrected.headers).not.toHaveProperty('idempotent-replayed');
  });

  it('has its response forgotten when a person in it is erased', async () => {
    const route = { path: BATCH, body: { profiles: [item('ann-erased'), item('bob-kept')] } };
    const [key, unrelated] = [aKey(), aKey()];
    const { body } = await send(route, key).expect(201);
    const others = await send({ path: PROFILES, body: item('bob-kept') }, unrelated);
    await service.post('/api/v1/people/erase', { linkedin_url: memberUrl('ann-erased') }).expect(200);
    const { SqlDatabase } = await built<typeof import('../../src/infrastructure/postgres/sql-database.js')>(
      'infrastructure/postgres/sql-database.js',
    );
    const rows = await service.app
      .get(SqlDatabase, { strict: false })
      .query<{ row: string }>('select k::text as row from jobs.idempotency_keys k');
    expect(rows.filter(({ row }) => row.includes('ann-erased') || row.includes(body.results[0].name))).toEqual([]);
    const again = await send(route, key).expect(201);
    expect(again.headers).not.toHaveProperty('idempotent-replayed');
    expect(again.body).toMatchObject({ successful: 1, failed: 1 });
    expect((await send({ path: PROFILES, body: item('bob-kept') }, unrelated)).body).toEqual(others.body);
  });

  it('does not have its response stored when a person was erased meanwhile', async () => {
    const route = { path: BATCH, body: { profiles: [item('carol-erased')] } };
    const key = aKey();
    const work = await held(routes[2]!);
    try {
      const running = send(route, key).then((response) => response);
      await work.entered;
      await service.post('/api/v1/people/erase', { linkedin_url: memberUrl('dave-erased') }).expect(200);
      work.release();
      await running;
      expect((await send(route, key).expect(201)).headers).not.toHaveProperty('idempotent-replayed');
      expect(work.calls()).toBe(2);
    } finally {
      work.restore();
    }
  });
});
