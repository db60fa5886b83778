import { beforeAll, describe, expect, it } from '@jest/globals';
import { documentedOperations } from '../support/documented-operations.js';
import { aService, BATCH, item, KEY, type Service } from '../support/service.js';
import { isFullExtent } from '../support/extent.js';
import { oncePerFile } from '../support/once-per-file.js';
import { whenReady } from '../support/ready.js';

const opened = oncePerFile(() => aService());

const STANDARD_FIELDS = ['details', 'error_code', 'message', 'suggestions'];

describe('every response of the service', () => {
  let service: Service;

  beforeAll(async () => void (service = await opened()));

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

  it.each(['/', '/health/live', '/docs', '/openapi.json'])('needs no key for %s', async (path) => {
    await service.bare.get(path).expect(200);
  });

  it('reports the state of each store in /health/ready, without a key', async () => {
    expect(await whenReady(service)).toMatchObject({
      status: 'ok',
      details: { supabase: { status: 'up' }, queue: { status: 'up' } },
    });
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

interface Operation {
  parameters?: { in: string; name: string }[];
}

const base64 = (text: string) => Buffer.from(text).toString('base64url');

/** Percent-encoded, for paths and queries. */
const VALUES: Record<string, string> = {
  'a NUL': '%00',
  'a NUL in an address': 'ann%00@example.com',
  'half of a surrogate pair': '%ED%A0%80',
  'a replacement character': '%EF%BF%BD',
  '8,000 characters': 'x'.repeat(8_000),
  '1,900 characters': 'x'.repeat(1_900),
  'wildcards and quotes': encodeURIComponent(`%_\\'";--`.repeat(50)),
  'a way up': '..%2F..%2Fetc',
  'a forged place': base64('999999999999999'),
  'forged places': base64('999999999999999.999999999999999'),
  'a forged key': base64(JSON.stringify(['a', 'b'.repeat(1_400)])),
  'a forged key with a NUL': base64(JSON.stringify(['\0', '\0'])),
  'a forged key with half a pair': base64('["\\ud83d","\\ud83d"]'),
  'a forged list': base64('[1e400,null]'),
  'a huge number': '9'.repeat(400),
  'many combining marks': '%CC%81'.repeat(600),
};

describe('hostile values in paths, queries and headers', () => {
  let service: Service;
  let operations: [string, string, Operation][];

  beforeAll(async () => {
    service = await opened();
    const { body } = await service.bare.get('/openapi.json').expect(200);
    operations = Object.entries(body.paths as Record<string, Record<string, Operation>>).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]): [string, string, Operation] => [method, path, operation]),
    );
  });

  const send = (method: string, path: string) =>
    service.bare[method as 'get'](path)
      .set('X-API-Key', KEY)
      .send(method === 'get' ? undefined : {});

  it.each(Object.entries(VALUES).map(([what, value], number) => [what, value, number] as const))(
    'never cause a server error: %s',
    async (_what, value, number) => {
      const places = operations.flatMap(([method, path, { parameters = [] }]) =>
        parameters
          .filter((parameter) => ['path', 'query'].includes(parameter.in))
          .map(({ in: place, name }) => ({ method, path, place, name })),
      );
      const faults: string[] = [];
      // Each place is sent each value, or every third.
      for (const { method, path, place, name } of places.filter(
        (_, index) => isFullExtent || index % 3 === number % 3,
      )) {
        const filled = path.replace(`{${name}}`, value).replaceAll(/\{\w+\}/g, 'unknown');
        const { status } = await send(method, place === 'path' ? filled : `${filled}?${name}=${value}`);
        if (status >= 500) faults.push(`${status} ${method} ${path} ${name}`);
      }
      expect(faults).toEqual([]);
    },
  );

  it('are treated as the ID of an unknown token, at any length', async () => {
    const { body } = await service.delete(`/tokens/${'x'.repeat(8_000)}`).expect(404);
    expect(body.error_code).toBe('TOKEN_NOT_FOUND');
    await service.post(`/tokens/${'x'.repeat(8_000)}/reactivate`).expect(404);
  });

  it('are accepted as an idempotency key up to 255 characters', async () => {
    const create = (key: string) =>
      service.post('/jobs/create-batch', { emails: ['ann@example.com'] }).set('Idempotency-Key', key);
    const { body } = await create('k'.repeat(3_000)).expect(422);
    expect(body.validation_errors).toEqual([
      {
        field: 'Idempotency-Key',
        message: 'String must have at most 255 characters',
        invalid_value: 'k'.repeat(200),
        error_type: 'string_too_long',
      },
    ]);
    const first = await create('k'.repeat(255)).expect(200);
    expect((await create('k'.repeat(255)).expect(200)).body.job_id).toBe(first.body.job_id);
    await create('ä'.repeat(100)).expect(200);
  });

  it('are rejected as a cursor with 422 unless the service issued it', async () => {
    for (const path of ['/api/v1/profiles', '/linkedin-profiles']) {
      const { body } = await service.get(`${path}?cursor=${VALUES['a forged key']}`).expect(422);
      expect(body.validation_errors[0].field).toBe('cursor');
    }
  });
});
