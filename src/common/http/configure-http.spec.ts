import { Controller, Get, Param, Post } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connectedTo } from '../../../test/support/raw-client.js';
import { Public } from '../access/access.decorators.js';
import { httpApp } from '../testing/http-app.js';
import { logLines } from '../testing/log-lines.js';

@Public()
@Controller('people')
class PeopleController {
  @Get(':email')
  read(@Param('email') email: string): object {
    return { email };
  }

  @Post()
  create(): object {
    return {};
  }
}

describe('every response', () => {
  let app: NestExpressApplication;
  const log = logLines();
  const http = () => request(app.getHttpServer());

  beforeAll(async () => {
    app = await httpApp({ controllers: [PeopleController], environment: { API_KEYS: 'ann:secret-1' }, log });
  });
  afterAll(() => app.close());

  it.each(['abc', 'A.b:c_d-9', 'x'.repeat(128)])('carries the id %p that its client gave it', async (id) => {
    expect((await http().get('/people/ann').set('X-Request-Id', id)).headers['x-request-id']).toBe(id);
  });

  it.each(['', 'a b', 'x'.repeat(129), '\u00e4', '<script>', 'a,b'])('carries a new id in place of %p', async (id) => {
    const answer = await http().get('/people/ann').set('X-Request-Id', id);
    expect(answer.headers['x-request-id']).toMatch(/^[\da-f]{8}-[\da-f-]{27}$/);
  });

  it.each<[string, () => request.Test, number]>([
    ['an unknown path', () => http().get('/nothing'), 404],
    ['an unknown method', () => http().put('/people/ann'), 405],
    ['malformed JSON', () => http().post('/people').type('json').send('{'), 422],
    ['another content type', () => http().post('/people').type('text').send('x'), 415],
    [
      'a body that is too large',
      () =>
        http()
          .post('/people')
          .set('X-API-Key', 'secret-1')
          .send({ text: 'x'.repeat(2_000_000) }),
      413,
    ],
  ])('carries an id and the one error body for %s', async (_case, send, status) => {
    const answer = await send();
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toMatch(/^application\/json/);
    expect(answer.body).toMatchObject({
      error_code: expect.any(String),
      message: expect.any(String),
      details: { endpoint: expect.any(String), method: expect.any(String) },
    });
    expect(answer.body.details.request_id).toBe(answer.headers['x-request-id']);
    expect(answer.body).toHaveProperty('suggestions');
  });

  it('has security headers, and does not reveal its framework', async () => {
    const { headers } = await http().get('/people/ann');
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'x-frame-options': 'SAMEORIGIN' });
    expect(headers['content-security-policy']).toContain("script-src 'self'");
    expect(headers).not.toHaveProperty('x-powered-by');
    expect(headers).not.toHaveProperty('etag');
  });

  it('produces one log line, which names the route and the key but no person', async () => {
    const id = 'log-1';
    await http().get('/people/ann@example.com?name=Ann').set({ 'X-Request-Id': id, 'X-API-Key': 'secret-1' });
    const line = await log.line(({ request_id }) => request_id === id);
    expect(line).toMatchObject({ method: 'GET', route: '/people/:email', status: 200, key: 'ann', level: 'info' });
    expect(line['duration_ms']).toEqual(expect.any(Number));
    expect(log.all().filter(({ request_id }) => request_id === id)).toHaveLength(1);
    expect(JSON.stringify(log.all())).not.toMatch(/ann@example|name=Ann|secret-1/);
  });

  it('is logged under one route for all parts of Swagger UI', async () => {
    await http().get('/docs/swagger-ui.css?v=1').set('X-Request-Id', 'log-3');
    expect(await log.line(({ request_id }) => request_id === 'log-3')).toMatchObject({ route: '/docs' });
  });

  it('is logged even if it reached no route', async () => {
    await http().post('/people').set('X-Request-Id', 'log-2').type('json').send('{');
    expect(await log.line(({ request_id }) => request_id === 'log-2')).toMatchObject({
      route: '(none)',
      status: 422,
      error_code: 'VALIDATION_ERROR',
    });
  });
});

describe('a connection', () => {
  let app: NestExpressApplication;
  const connected = () => connectedTo((app.getHttpServer().address() as AddressInfo).port);
  const get = (target: string) => `GET ${target} HTTP/1.1\r\nHost: localhost\r\n\r\n`;

  beforeAll(async () => {
    app = await httpApp({ controllers: [PeopleController], environment: { API_KEYS: 'ann:secret-1' } });
  });
  afterAll(() => app.close());

  it.each([
    ['http://other.example/people/ann', 200, '{"email":"ann"}'],
    ['http://other.example', 404, '"endpoint":"/"'],
    ['http://[/people/ann', 404, '"endpoint":"*"'],
  ])('may have the target %s of a request for a proxy, which is that of its path', async (target, status, body) => {
    const { socket, send, received } = connected();
    await send(get(target));
    const answer = await received(/\}$/);
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(answer).toMatch(/^X-Request-Id: /im);
    expect(answer).toContain(body);
    socket.destroy();
  });

  it('may have several requests at once', async () => {
    const { socket, send, received } = connected();
    await send(get('/people/ann').repeat(49) + get('/people/last'));
    expect((await received(/"last"\}$/)).match(/"ann"\}/g)).toHaveLength(49);
    socket.destroy();
  });

  it('is ended if it has more requests at once than any client needs', async () => {
    const { socket, send, received } = connected();
    const closed = once(socket, 'close');
    await send(get('/people/ann').repeat(1_000) + get('/people/last'));
    await closed;
    await expect(received(/"last"\}$/)).rejects.toThrow('Closed');
  });
});

describe('an idle connection', () => {
  it.each([
    [{}, 75],
    [{ HTTP_KEEP_ALIVE_SECONDS: '5' }, 5],
  ])(
    'is kept as long as the settings %j say, and is not ended by the limit for requests',
    async (environment, seconds) => {
      const app = await httpApp({ controllers: [PeopleController], environment });
      const { keepAliveTimeout, headersTimeout } = app.getHttpServer();
      expect(keepAliveTimeout).toBe(seconds * 1_000);
      expect(headersTimeout).toBeGreaterThan(keepAliveTimeout);
      const response = await fetch(`${await app.getUrl()}/people/ann`);
      expect(response.headers.get('keep-alive')).toBe(`timeout=${seconds}`);
      await response.arrayBuffer();
      await app.close();
    },
  );
});
