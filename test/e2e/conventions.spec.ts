import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { documentedOperations } from '../support/documented-operations.js';
import { aService, BATCH, item, KEY, type Service } from '../support/service.js';

const STANDARD_FIELDS = ['details', 'error_code', 'message', 'suggestions'];

describe('every response of the service', () => {
  let service: Service;

  beforeAll(async () => {
    service = await aService();
  });

  afterAll(() => service.close());

  it.each<
    [string, number, string, (service: Service) => PromiseLike<{ status: number; body: object; headers: object }>]
  >([
    ['an unknown path', 404, 'NOT_FOUND', ({ get }) => get('/nowhere?secret=1')],
    [
      'an unknown profile',
      404,
      'PROFILE_NOT_FOUND',
      ({ get }) => get('/api/v1/profiles/00000000-0000-4000-8000-000000000000'),
    ],
    ['an id that is no UUID', 404, 'PROFILE_NOT_FOUND', ({ get }) => get('/api/v1/profiles/7')],
    ['an unknown company', 404, 'COMPANY_NOT_FOUND', ({ get }) => get('/api/v1/companies/nope')],
    ['an unknown batch', 404, 'BATCH_NOT_FOUND', ({ get }) => get('/api/v1/profiles/batches/nope')],
    ['another method', 405, 'METHOD_NOT_ALLOWED', ({ bare }) => bare.put(BATCH)],
    ['GET of a path that only takes POST', 405, 'METHOD_NOT_ALLOWED', ({ get }) => get('/jobs/upload')],
    ['a wrong key', 403, 'UNAUTHORIZED', ({ bare }) => bare.get('/api/v1/profiles').set('X-API-Key', 'wrong')],
    [
      'a body too large',
      413,
      'PAYLOAD_TOO_LARGE',
      ({ post }) => post(BATCH, { profiles: [item('a', { name: 'x'.repeat(2_000_000) })] }),
    ],
    [
      'another content type',
      415,
      'UNSUPPORTED_MEDIA_TYPE',
      ({ bare }) => bare.post(BATCH).set('X-API-Key', KEY).set('Content-Type', 'text/plain').send('{}'),
    ],
    ['a limit out of range', 422, 'VALIDATION_ERROR', ({ get }) => get('/api/v1/profiles?limit=101')],
    ['an unreadable cursor', 422, 'VALIDATION_ERROR', ({ get }) => get('/api/v1/profiles?cursor=%00nonsense')],
    [
      'a foreign URL as a filter',
      422,
      'VALIDATION_ERROR',
      ({ get }) => get('/api/v1/profiles?linkedin_url=https://evil.example/in/a'),
    ],
  ])('has the standard body for %s', async (_case, status, error_code, send) => {
    const answer = await send(service);
    expect(answer.status).toBe(status);
    expect(Object.keys(answer.body)).toEqual(expect.arrayContaining(STANDARD_FIELDS));
    expect(answer.body).toMatchObject({
      error_code,
      message: expect.any(String),
      details: {
        endpoint: expect.not.stringContaining('?'),
        method: expect.any(String),
        request_id: expect.any(String),
      },
    });
    expect(answer.headers).toMatchObject({
      'x-request-id': (answer.body as { details: { request_id: string } }).details.request_id,
    });
  });

  it('lists the allowed methods if the path does not support this one', async () => {
    const { headers } = await service.bare.put(BATCH).expect(405);
    expect(headers['allow']?.split(', ')).toContain('POST');
    const upload = await service.get('/jobs/upload').expect('Allow', 'OPTIONS, POST');
    expect(upload.body).toMatchObject({ details: { allowed_methods: ['OPTIONS', 'POST'] } });
    await service.delete('/api/v1/profiles/search').expect('Allow', 'OPTIONS, POST').expect(405);
    await service.get('/jobs/nobody').expect(404);
  });

  it('allows of every path what is documented, and nothing else', async () => {
    const paths = Map.groupBy(documentedOperations(), ({ path }) => path);
    for (const [path, operations] of paths) {
      const methods = operations.map(({ method }) => method.toUpperCase());
      const allowed = [...methods, 'OPTIONS', ...(methods.includes('GET') ? ['HEAD'] : [])].toSorted().join(', ');
      const request = methods.includes('GET') ? service.bare.put(path) : service.get(path);
      const { status, headers } = await request;
      expect({ path, status, allow: headers['allow'] }).toEqual({ path, status: 405, allow: allowed });
    }
  });

  it('has the request ID of the client if it is valid', async () => {
    await service.get('/').set('X-Request-Id', 'order-42').expect('X-Request-Id', 'order-42');
    const { headers } = await service.get('/').set('X-Request-Id', 'two words');
    expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('explains what is wrong with the key', async () => {
    const { body } = await service.bare.get('/api/v1/profiles').set('X-API-Key', 'wrong').expect(403);
    expect(body).toMatchObject({
      message: 'Invalid or missing API key',
      details: { provided_key_length: 5, expected_key_present: true },
    });
  });

  it('accepts the key as a bearer token', async () => {
    await service.bare.get('/api/v1/profiles').set('Authorization', `Bearer ${KEY}`).expect(200);
  });

  it.each(['/', '/health/live', '/health/ready', '/docs', '/openapi.json'])('needs no key for %s', async (path) => {
    await service.bare.get(path).expect(200);
  });

  it('reports the state of each store in /health/ready', async () => {
    const { body } = await service.bare.get('/health/ready').expect(200);
    expect(body).toMatchObject({ status: 'ok', details: { supabase: { status: 'up' }, queue: { status: 'up' } } });
  });

  it('enforces the rate limit, with headers and a standard 429', async () => {
    const limited = await aService({ RATE_LIMIT_PER_MINUTE: '1' });
    try {
      await limited.get('/api/v1/profiles').expect(200).expect('RateLimit-Limit', '1');
      const { body, headers } = await limited.get('/api/v1/profiles').expect(429);
      expect(body.error_code).toBe('RATE_LIMIT_EXCEEDED');
      expect(Number(headers['retry-after'])).toBeGreaterThan(0);
      await limited.get('/health/live').expect(200);
    } finally {
      await limited.close();
    }
  });
});
