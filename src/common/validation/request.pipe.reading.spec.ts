import type { NestExpressApplication } from '@nestjs/platform-express';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { EchoController } from '../testing/echo.controller.js';
import { httpApp } from '../testing/http-app.js';

const item = { url: 'https://example.com/in/ann', suggested_role: 'CTO' };
const batch = (changes: object) => ({ profiles: [item], ...changes });
const oneOf = (changes: object) => ({ profiles: [{ ...item, ...changes }] });

describe('what the pipe accepts', () => {
  let app: NestExpressApplication;
  const http = () => request(app.getHttpServer());
  const post = (body: string | object) => http().post('/echo').set('X-API-Key', 'secret').type('json').send(body);
  const rows = (query: string) => http().get(`/rows${query}`).set('X-API-Key', 'secret');

  beforeAll(async () => {
    app = await httpApp({ controllers: [EchoController], environment: { API_KEY: 'secret' } });
  });
  afterAll(() => app.close());

  it.each<[string, object, object]>([
    ['the default of an absent field', {}, { max_concurrent: 3 }],
    ['an integer as text', { max_concurrent: '3' }, { max_concurrent: 3 }],
    ['an integer with a point', { max_concurrent: '4.0' }, { max_concurrent: 4 }],
  ])('accepts %s', async (_case, changes, expected) => {
    const answer = await post(batch(changes));
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject(expected);
  });

  it.each<[unknown, boolean]>([
    ['true', true],
    ['1', true],
    ['YES', true],
    ['on', true],
    [1, true],
    ['false', false],
    ['0', false],
    ['no', false],
    ['off', false],
    [0, false],
  ])('reads %j as the boolean %s', async (include_companies, expected) => {
    const answer = await post(oneOf({ include_companies }));
    expect(answer.body.profiles[0].include_companies).toBe(expected);
  });

  it('takes null where null is meant to be taken', async () => {
    expect((await post(oneOf({ name: null }))).body.profiles[0].name).toBeNull();
  });

  it('ignores unknown fields, also those with the names of parts of every object', async () => {
    const text = JSON.stringify(oneOf({ colour: 'red' }));
    const answer = await post(
      text.replace(/^\{/, '{"__proto__":{"isAdmin":true},"constructor":{"prototype":{}},"x":[1],'),
    );
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ profiles: [{ ...item, include_companies: true }], max_concurrent: 3 });
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
  });

  it('fills in a query', async () => {
    expect((await rows('')).body).toEqual({ limit: 50 });
    expect((await rows('?limit=7&cursor=c&colour=red')).body).toEqual({ limit: 7, cursor: 'c' });
  });
});
