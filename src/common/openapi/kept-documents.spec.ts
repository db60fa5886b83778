import { Controller, Get } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import request from 'supertest';
import { Public } from '../access/access.decorators.js';
import { httpApp } from '../testing/http-app.js';
import { logLines } from '../testing/log-lines.js';

@Public()
@Controller('people')
class PeopleController {
  @Get()
  read(): object {
    return {};
  }
}

describe('the document', () => {
  let app: NestExpressApplication;
  const log = logLines();
  const get = (path: string, prefix = '') =>
    request(app.getHttpServer())
      .get(path)
      .set(prefix === '' ? {} : { 'X-Forwarded-Prefix': prefix })
      .buffer()
      .parse((response, done) => {
        response.setEncoding('utf8');
        let text = '';
        response.on('data', (part: string) => (text += part)).on('end', () => done(null, text));
      });
  const bodyOf = async (path: string, prefix?: string) => String((await get(path, prefix).expect(200)).body);

  beforeAll(async () => {
    app = await httpApp({ controllers: [PeopleController], log });
  });
  afterEach(() => void jest.restoreAllMocks());
  afterAll(() => app.close());

  it.each([
    ['/openapi.json', '"url":"/here"', 'application/json; charset=utf-8'],
    ['/openapi.yaml', 'url: /here', 'text/yaml; charset=utf-8'],
    ['/docs/swagger-ui-init.js', '"url": "/here"', 'application/javascript; charset=utf-8'],
  ])('at %s is the same at every request, behind the prefix of the request', async (path, server, type) => {
    const first = await bodyOf(path);
    expect(first).toContain('/people');
    expect(first).not.toContain('base.invalid');
    expect(await bodyOf(path, '/here')).toContain(server);
    expect(await bodyOf(path, '/there')).toBe((await bodyOf(path, '/here')).replaceAll('/here', '/there'));
    const again = await get(path.toUpperCase());
    expect(again.body).toBe(first);
    expect(again.headers['content-type']).toBe(type);
  });

  it('has the same route in the log at every request', async () => {
    for (const id of ['first', 'again']) {
      await request(app.getHttpServer()).get('/openapi.json').set('X-Request-Id', id).expect(200);
      expect(await log.line(({ request_id, route }) => request_id === id && route !== undefined)).toMatchObject({
        route: '/openapi.json',
      });
    }
  });

  it('is serialized once, not for each request', async () => {
    await bodyOf('/openapi.json');
    const stringify = jest.spyOn(JSON, 'stringify');
    await bodyOf('/openapi.json');
    const documents = stringify.mock.calls.filter(([value]) => (value as { openapi?: string } | null)?.openapi);
    expect(documents).toEqual([]);
  });
});
