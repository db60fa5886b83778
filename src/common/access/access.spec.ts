import { createHash } from 'node:crypto';
import { Body, Controller, Delete, Get, Post } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { IsInt } from 'class-validator';
import request from 'supertest';
import { httpApp } from '../testing/http-app.js';
import { OpenLocally, Public, RequireScope } from './access.decorators.js';
import { localKey } from './local-key.js';
import { Config } from '../../config/config.js';

class NumberBody {
  @IsInt()
  number: number;
}

@Controller('api/v1/things')
class GuardedController {
  @Get()
  list(): object {
    return {};
  }

  @Post()
  create(@Body() _body: NumberBody): object {
    return {};
  }

  @RequireScope('read')
  @Post('search')
  search(): object {
    return {};
  }

  @Delete()
  remove(): object {
    return {};
  }
}

@RequireScope('admin')
@Controller('keys')
class KeysController {
  @Get()
  list(): object {
    return {};
  }
}

@OpenLocally()
@Controller('jobs')
class JobsController {
  @Get()
  list(): object {
    return {};
  }
}

@Public()
@Controller('health')
class HealthController {
  @Get('live')
  live(): object {
    return {};
  }
}

const controllers = [GuardedController, KeysController, JobsController, HealthController];
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

describe('with configured keys', () => {
  let app: NestExpressApplication;
  const http = () => request(app.getHttpServer());
  const post = (body: string) => http().post('/api/v1/things').type('json').send(body);
  const things = (headers: Record<string, string>) => http().get('/api/v1/things').set(headers);

  beforeAll(async () => {
    const environment = { API_KEYS: `ann:first-secret,bob:sha256:${sha256('second-secret')}`, API_KEY: 'third-secret' };
    app = await httpApp({ controllers, environment });
  });
  afterAll(() => app.close());

  it.each(['first-secret', 'second-secret', 'third-secret'])('opens to the key %s in either header', async (key) => {
    expect((await things({ 'X-API-Key': key })).status).toBe(200);
    expect((await things({ Authorization: `Bearer ${key}` })).status).toBe(200);
  });

  it.each<[string, Record<string, string>, number]>([
    ['no key', {}, 0],
    ['an empty key', { 'X-API-Key': '' }, 0],
    ['a wrong key', { 'X-API-Key': 'wrong' }, 5],
    ['a longer key', { 'X-API-Key': 'first-secret2' }, 13],
    ['the hash in place of the key', { 'X-API-Key': sha256('second-secret') }, 64],
    ['a name in place of the key', { 'X-API-Key': 'ann' }, 3],
    ['another scheme', { Authorization: 'Basic first-secret' }, 0],
    ['a wrong bearer', { Authorization: 'Bearer wrong' }, 5],
  ])('stays closed to %s', async (_case, headers, provided_key_length) => {
    const answer = await things({ ...headers, 'X-Request-Id': 'r-1' });
    expect(answer.status).toBe(403);
    expect(answer.body).toEqual({
      error_code: 'UNAUTHORIZED',
      message: 'Invalid or missing API key',
      details: {
        provided_key_length,
        expected_key_present: true,
        endpoint: '/api/v1/things',
        method: 'GET',
        request_id: 'r-1',
      },
      suggestions: expect.any(Array),
    });
  });

  it('asks for a key where local mode does not, and never where nobody does', async () => {
    expect((await http().get('/jobs')).status).toBe(403);
    for (const path of ['/health/live', '/docs', '/openapi.json']) expect((await http().get(path)).status).toBe(200);
  });

  it('finds malformed JSON before it looks at the key, and invalid fields after', async () => {
    expect((await post('{')).status).toBe(422);
    expect((await post('{"number":"x"}')).status).toBe(403);
    expect((await post('{"number":"x"}').set('X-API-Key', 'first-secret')).status).toBe(422);
  });

  it('serves names and origins other than loopback, and tells other origins nothing', async () => {
    const answer = await http().get('/health/live').set({ Host: 'api.example.com', Origin: 'https://example.org' });
    expect(answer.status).toBe(200);
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
  });
});

describe('keys with scopes', () => {
  const ROUTES = {
    'GET /api/v1/things': 'read',
    'HEAD /api/v1/things': 'read',
    'POST /api/v1/things/search': 'read',
    'POST /api/v1/things': 'ingest',
    'DELETE /api/v1/things': 'erase',
    'GET /keys': 'admin',
    'GET /jobs': 'read',
  } as const;
  let app: NestExpressApplication;
  const send = (route: string, key: string) => {
    const [method = '', path = ''] = route.split(' ');
    const http = request(app.getHttpServer());
    const methods: Record<string, () => request.Test> = {
      GET: () => http.get(path),
      HEAD: () => http.head(path),
      POST: () => http.post(path).send({ number: 1 }),
      DELETE: () => http.delete(path),
    };
    return methods[method]!().set('X-API-Key', key);
  };

  beforeAll(async () => {
    const keys = ['read', 'ingest', 'erase', 'admin', 'ingest+read'].map(
      (scopes) => `${scopes.replace('+', '-')}[${scopes}]:key-${scopes}`,
    );
    app = await httpApp({ controllers, environment: { API_KEYS: [...keys, 'all:key-all'].join() } });
  });
  afterAll(() => app.close());

  it.each(Object.entries(ROUTES))('%s is open to %s and to no other scope', async (route, scope) => {
    for (const key of ['read', 'ingest', 'erase', 'admin', 'ingest+read', 'all']) {
      const isAllowed = key === 'all' || key.split('+').includes(scope);
      expect([key, (await send(route, `key-${key}`)).status < 300]).toEqual([key, isAllowed]);
    }
  });

  it('says which scope is missing', async () => {
    const { status, body } = await send('DELETE /api/v1/things', 'key-ingest+read');
    expect([status, body.error_code]).toEqual([403, 'FORBIDDEN']);
    expect(body.message).toBe('This API key does not have the scope erase');
    expect(body.details).toMatchObject({ required_scope: 'erase', key_scopes: ['ingest', 'read'], method: 'DELETE' });
  });

  it('says that a key is wrong before it says anything about scopes, and public routes need none', async () => {
    expect((await send('GET /keys', 'wrong')).body.error_code).toBe('UNAUTHORIZED');
    expect((await send('GET /health/live', 'key-admin')).status).toBe(200);
  });

  it('are documented with each operation', async () => {
    const { paths } = (await send('GET /openapi.json', 'key-read')).body;
    expect(paths['/api/v1/things'].delete).toMatchObject({
      'x-required-scope': 'erase',
      description: expect.stringContaining('Requires the scope `erase`.'),
      responses: { 403: { content: { 'application/json': { examples: { UNAUTHORIZED: {}, FORBIDDEN: {} } } } } },
    });
    expect(paths['/keys'].get).toHaveProperty('x-required-scope', 'admin');
    expect(paths['/health/live'].get).not.toHaveProperty('x-required-scope');
  });
});

describe('in local mode', () => {
  let app: NestExpressApplication;
  let key: string;
  const http = () => request(app.getHttpServer());

  beforeAll(async () => {
    app = await httpApp({ controllers, environment: { CORS_ORIGINS: 'http://localhost:3000' } });
    key = await localKey(app.get(Config).DATA_DIR);
  });
  afterAll(() => app.close());

  it('asks for the local key, but only where it must', async () => {
    expect((await http().get('/api/v1/things')).status).toBe(403);
    expect((await http().get('/api/v1/things').set('X-API-Key', key)).status).toBe(200);
    expect((await http().get('/jobs')).status).toBe(200);
  });

  it.each(['localhost', 'localhost:8000', '127.0.0.1', '127.0.0.1:1', '[::1]:8000', 'LOCALHOST:8000'])(
    'answers as %s',
    async (host) => {
      expect((await http().get('/jobs').set('Host', host)).status).toBe(200);
    },
  );

  it.each([
    'evil.example',
    'localhost.evil.example',
    '127.0.0.1.nip.io:8000',
    '10.0.0.1',
    'localhost:8000.evil.example',
  ])('does not answer as %s', async (host) => {
    const answer = await http().get('/jobs').set('Host', host);
    expect([answer.status, answer.body.error_code]).toEqual([403, 'HOST_NOT_ALLOWED']);
  });

  it.each<[string, Record<string, string>]>([
    ['another site', { Origin: 'https://evil.example' }],
    ['another port of this machine', { Origin: 'http://localhost:4000' }],
    ['no origin that has a name', { Origin: 'null' }],
    ['another scheme', { Origin: 'https://localhost:8000' }],
    ['an image on another site', { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'no-cors' }],
    ['a script on another port', { 'Sec-Fetch-Site': 'same-site', 'Sec-Fetch-Mode': 'no-cors' }],
    [
      'a frame on another site',
      { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'iframe' },
    ],
  ])('is not driven by %s', async (_case, headers) => {
    const answer = await http()
      .get('/jobs')
      .set({ Host: 'localhost:8000', ...headers });
    expect([answer.status, answer.body.error_code]).toEqual([403, 'ORIGIN_NOT_ALLOWED']);
    expect(answer.body.details).toMatchObject({ endpoint: '/jobs', method: 'GET' });
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
  });

  it.each<[string, Record<string, string>]>([
    ['its own pages', { Origin: 'http://localhost:8000', 'Sec-Fetch-Site': 'same-origin' }],
    ['a typed address', { 'Sec-Fetch-Site': 'none', 'Sec-Fetch-Mode': 'navigate' }],
    ['a link', { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'document' }],
    ['an allowed origin', { Origin: 'http://localhost:3000', 'Sec-Fetch-Site': 'same-site' }],
  ])('takes requests of %s', async (_case, headers) => {
    expect(
      (
        await http()
          .get('/jobs')
          .set({ Host: 'localhost:8000', ...headers })
      ).status,
    ).toBe(200);
  });

  it('lets the pages of an allowed origin read its answers', async () => {
    const origin = 'http://localhost:3000';
    const answer = await http().options('/jobs').set({ Origin: origin, 'Access-Control-Request-Method': 'POST' });
    expect(answer.status).toBe(204);
    expect(answer.headers['access-control-allow-origin']).toBe(origin);
  });
});
