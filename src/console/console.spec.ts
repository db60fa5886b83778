import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestExpressApplication } from '@nestjs/platform-express';
import request from 'supertest';
import { httpApp } from '../common/testing/http-app.js';
import { ConsoleFiles } from './console-files.js';
import { ConsoleModule } from './console.module.js';

describe('the console', () => {
  let app: NestExpressApplication;
  const get = (path: string) => request(app.getHttpServer()).get(path);
  const assets = () => `/console/assets/${app.get(ConsoleFiles).version}`;

  beforeAll(async () => {
    app = await httpApp({
      imports: [ConsoleModule],
      environment: { API_KEYS: 'ann:secret', RATE_LIMIT_PER_MINUTE: '1' },
    });
  });
  afterAll(() => app.close());

  it('is a page for everybody that loads only files of its own', async () => {
    const { text, headers } = await get('/console').expect(200);
    expect(headers).toMatchObject({ 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-cache' });
    expect(headers['content-security-policy']).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
    expect(text).not.toMatch(/<script(?![^>]* src=)|<style|\bstyle=|\bon\w+=|\{\{/);
    for (const [, url = ''] of text.matchAll(/(?:src|href)="([^"]+)"/g)) {
      if (url !== 'docs') await get(`/${url}`).expect(200);
    }
  });

  it('works below a path prefix, because its links are relative, and leads from a trailing slash to itself', async () => {
    const { text } = await get('/console');
    for (const [, url = ''] of text.matchAll(/(?:src|href)="([^"]+)"/g))
      expect(url).toMatch(/^(console\/assets\/|docs$)/);
    await get('/console/').expect(308).expect('Location', '../console');
  });

  it('has files that browsers keep, compressed for those that take it', async () => {
    const plain = await get(`${assets()}/main.js`).set('Accept-Encoding', 'identity').expect(200);
    expect(plain.headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
      vary: 'Accept-Encoding',
    });
    const gzipped = await get(`${assets()}/main.js`).set('Accept-Encoding', 'gzip').expect('Content-Encoding', 'gzip');
    expect(gzipped.text).toBe(plain.text);
  });

  it('has every module that one of its modules imports', async () => {
    const seen = new Set<string>();
    const follow = async (name: string): Promise<void> => {
      if (seen.has(name)) return;
      seen.add(name);
      const { text } = await get(`${assets()}/${name}`).expect(200);
      if (name.startsWith('lib/')) return;
      for (const [, imported = ''] of text.matchAll(/(?:from|import\() ?'([^']+)'/g)) {
        expect(imported).toMatch(/^\.\.?\//);
        await follow(new URL(imported, `http://host/${name}`).pathname.slice(1));
      }
    };
    await follow('main.js');
    expect(seen.size).toBeGreaterThan(40);
  });

  it.each([
    ['an unknown file', () => `${assets()}/nothing.js`],
    ['the page', () => `${assets()}/index.html`],
    ['a file of an earlier version', () => '/console/assets/0000000000000000/main.js'],
    ['a file beside the page', () => `${assets()}/../../console-files.js`],
    ['the same, encoded', () => `${assets()}/%2e%2e/%2e%2e/console-files.js`],
    ['the same with an encoded slash', () => `${assets()}/..%2f..%2fconsole-files.js`],
    ['an absolute path', () => `${assets()}//etc/passwd`],
    ['a name of objects', () => `${assets()}/constructor`],
  ])('answers 404 for %s', async (_case, path) => {
    const { body } = await get(path()).expect(404);
    expect(body).toMatchObject({ error_code: 'NOT_FOUND' });
  });

  it('is no part of the API', async () => {
    const { body } = await get('/openapi.json');
    expect(JSON.stringify(body)).not.toContain('/console');
  });
});
