import { Controller, Delete, ForbiddenException, Get, Header, HttpException, Param, Post, Res } from '@nestjs/common';
import { NotFoundException, ServiceUnavailableException } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Response } from 'express';
import request from 'supertest';
import { OpenLocally, Public } from '../access/access.decorators.js';
import { ShuttingDown } from '../lifecycle/shutdown.js';
import { httpApp } from '../testing/http-app.js';
import { logLines } from '../testing/log-lines.js';
import { commonErrors } from './common.errors.js';
import { errorCatalogue } from './error-catalogue.js';
import { StoreUnavailableError } from './store-unavailable.error.js';

class PostgresAway extends StoreUnavailableError {
  constructor() {
    super('connect ECONNREFUSED 10.0.0.7:5432');
  }
}

const thrown: Record<string, () => unknown> = {
  known: () => errorCatalogue({ ODD: { kind: 'conflict', message: 'Odd', suggestions: ['Even'] } }).ODD({ number: 3 }),
  upstream: () => commonErrors.UPSTREAM_ERROR(),
  timeout: () => commonErrors.UPSTREAM_TIMEOUT(),
  store: () => new PostgresAway(),
  stopping: () => new ShuttingDown(),
  forbidden: () => new ForbiddenException('no'),
  teapot: () => new HttpException('I am a teapot', 418),
  missing: () => new NotFoundException('No such thing'),
  terminus: () =>
    new ServiceUnavailableException({ status: 'error', error: { dynamodb: { status: 'down' } }, details: {} }),
  bug: () => new TypeError('secret of SELECT * FROM people'),
  text: () => 'just text',
};

@OpenLocally()
@Controller('things')
class ThingsController {
  @Get('throw/:what')
  fail(@Param('what') what: string): never {
    throw thrown[what]?.();
  }

  @Get('half')
  @Header('Content-Type', 'text/plain')
  half(@Res() response: Response): never {
    response.write('half of it');
    throw new Error('in the middle');
  }

  @Get(':id')
  read(): object {
    return {};
  }

  @Delete(':id')
  remove(): object {
    return {};
  }

  @Public()
  @Post()
  create(): object {
    return {};
  }
}

describe('ErrorFilter', () => {
  let app: NestExpressApplication;
  const log = logLines();
  const http = () => request(app.getHttpServer());

  beforeAll(async () => {
    app = await httpApp({ controllers: [ThingsController], log, bodyLimits: [['/things', 1024]] });
  });
  afterAll(() => app.close());

  it('gives an error of a catalogue the body of all errors', async () => {
    const answer = await http().get('/things/throw/known?email=ann@example.com').set('X-Request-Id', 'r-1');
    expect(answer.status).toBe(409);
    expect(answer.body).toEqual({
      error_code: 'ODD',
      message: 'Odd',
      details: { number: 3, endpoint: '/things/throw/known', method: 'GET', request_id: 'r-1' },
      suggestions: ['Even'],
    });
  });

  it.each<[string, number, string]>([
    ['upstream', 502, 'UPSTREAM_ERROR'],
    ['timeout', 504, 'UPSTREAM_TIMEOUT'],
    ['store', 503, 'SERVICE_UNAVAILABLE'],
    ['stopping', 503, 'SERVICE_UNAVAILABLE'],
    ['terminus', 503, 'SERVICE_UNAVAILABLE'],
    ['forbidden', 403, 'FORBIDDEN'],
    ['teapot', 418, 'I_AM_A_TEAPOT'],
    ['missing', 404, 'NOT_FOUND'],
    ['bug', 500, 'INTERNAL_ERROR'],
    ['text', 500, 'INTERNAL_ERROR'],
  ])('answers %s with %i %s', async (what, status, error_code) => {
    const answer = await http().get(`/things/throw/${what}`);
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({ error_code, details: { endpoint: `/things/throw/${what}`, method: 'GET' } });
    expect(answer.body.details.request_id).toBe(answer.headers['x-request-id']);
  });

  it('says when to come back if a store is away, but not which address it has', async () => {
    const answer = await http().get('/things/throw/store');
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    expect(answer.text).not.toContain('10.0.0.7');
  });

  it('keeps the findings of a failed health check', async () => {
    const answer = await http().get('/things/throw/terminus');
    expect(answer.body.details).toMatchObject({ status: 'error', error: { dynamodb: { status: 'down' } } });
  });

  it('shows nothing of what went wrong inside', async () => {
    expect((await http().get('/things/throw/bug')).text).not.toMatch(/SELECT|TypeError|at .*\.ts/);
  });

  it('logs the stack of what nobody expected, and not of what somebody did', async () => {
    await http().get('/things/throw/bug').set('X-Request-Id', 'bug-1');
    await http().get('/things/throw/known').set('X-Request-Id', 'known-1');
    const unexpected = await log.line(({ err, request_id }) => err !== undefined && request_id === 'bug-1');
    expect(JSON.stringify(unexpected)).toMatch(/TypeError: secret of SELECT.*error\.filter\.spec/);
    expect(log.all().filter(({ err, request_id }) => err !== undefined && request_id === 'known-1')).toEqual([]);
  });

  it('cuts an answer off that fails half-way, instead of completing it with an error', async () => {
    await expect(http().get('/things/half')).rejects.toThrow(/aborted|hang up/);
  });

  it.each<[string, number]>([
    ['/nothing', 404],
    ['/things/1/2', 404],
    ['/%ff', 404],
    ['/things/%ff', 400],
  ])('knows no %s', async (path, status) => {
    const answer = await http().get(path);
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({ error_code: expect.any(String), details: { endpoint: path } });
  });

  it('says which methods a path takes', async () => {
    const answer = await http().patch('/things/1');
    expect(answer.status).toBe(405);
    expect(answer.headers['allow']).toBe('DELETE, GET, HEAD, OPTIONS');
    expect(answer.body).toMatchObject({ error_code: 'METHOD_NOT_ALLOWED', details: { method: 'PATCH' } });
    expect((await http().get('/things')).headers['allow']).toBe('OPTIONS, POST');
  });

  it('answers OPTIONS with the methods of a path, and HEAD like GET without a body', async () => {
    const options = await http().options('/things/1');
    expect([options.status, options.headers['allow']]).toEqual([204, 'DELETE, GET, HEAD, OPTIONS']);
    expect((await http().options('/nothing')).status).toBe(404);
    const head = await http().head('/things/1');
    expect([head.status, head.text]).toEqual([200, undefined]);
  });

  it('refuses a body over the limit of its path', async () => {
    const answer = await http()
      .post('/things')
      .send({ text: 'x'.repeat(2_000) });
    expect(answer.status).toBe(413);
    expect(answer.body).toMatchObject({ error_code: 'PAYLOAD_TOO_LARGE', details: { limit_bytes: 1024 } });
    expect(
      (
        await http()
          .post('/other')
          .send({ text: 'x'.repeat(2_000) })
      ).status,
    ).toBe(404);
    expect(
      (
        await http()
          .post('/other')
          .send({ text: 'x'.repeat(2_000_000) })
      ).status,
    ).toBe(413);
  });

  it.each([
    ['text/plain', '{}'],
    ['application/x-www-form-urlencoded', 'a=1'],
    ['application/jsonp', '{}'],
    ['multipart/form-data; boundary=x', '--x--'],
    ['text/plain', ''],
  ])('refuses %s', async (type, body) => {
    const answer = await http().post('/things').set('Content-Type', type).send(body);
    expect(answer.status).toBe(415);
    expect(answer.body).toMatchObject({ error_code: 'UNSUPPORTED_MEDIA_TYPE', details: { endpoint: '/things' } });
  });

  it('takes JSON with a charset, and no body at all', async () => {
    const type = 'application/json; charset=utf-8';
    expect((await http().post('/things').set('Content-Type', type).send('{}')).status).toBe(201);
    expect((await http().post('/things')).status).toBe(201);
  });

  it('refuses encodings it cannot read', async () => {
    const answer = await http().post('/things').set('Content-Encoding', 'zip').type('json').send('{}');
    expect([answer.status, answer.body.error_code]).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
  });
});
