import { Controller, Get, Req } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { Request } from 'express';
import request from 'supertest';
import type { Environment } from '../../config/read-config.js';
import { Public } from '../access/access.decorators.js';
import { httpApp } from '../testing/http-app.js';
import { linkBase } from './link-base.js';

@Public()
@Controller('links')
class LinksController {
  @Get()
  link(@Req() received: Request): object {
    return { base: linkBase(received) };
  }
}

type Headers = Record<string, string>;
const HOST = { 'X-Forwarded-Host': 'api.example.com' };

describe('the base of links', () => {
  let app: NestExpressApplication;
  const start = async (environment: Environment = {}) => {
    app = await httpApp({ controllers: [LinksController], environment });
  };
  const base = async (headers: Headers): Promise<string> =>
    (await request(app.getHttpServer()).get('/links').set(headers).expect(200)).body.base;
  afterEach(() => app.close());

  it.each<[Headers, string]>([
    [{}, ''],
    [{ 'X-Forwarded-Proto': 'https' }, ''],
    [HOST, 'http://api.example.com'],
    [{ ...HOST, 'X-Forwarded-Proto': 'HTTPS' }, 'https://api.example.com'],
    [{ 'X-Forwarded-Host': 'API.example.com:8443', 'X-Forwarded-Proto': 'https' }, 'https://api.example.com:8443'],
    [{ 'X-Forwarded-Host': '[2001:db8::1]:8443' }, 'http://[2001:db8::1]:8443'],
    [{ 'X-Forwarded-Prefix': '/profiles' }, '/profiles'],
    [{ 'X-Forwarded-Prefix': '/team/profiles-v1/' }, '/team/profiles-v1'],
    [{ ...HOST, 'X-Forwarded-Prefix': '/profiles', 'X-Forwarded-Proto': 'https' }, 'https://api.example.com/profiles'],
    [{ 'X-Forwarded-Prefix': '/' }, ''],
  ])('follows what a trusted proxy sends: %j', async (headers, expected) => {
    await start();
    expect(await base(headers)).toBe(expected);
  });

  it.each<Headers>([
    { ...HOST, 'X-Forwarded-Proto': 'javascript' },
    { ...HOST, 'X-Forwarded-Proto': 'https, http' },
    { 'X-Forwarded-Host': 'evil.example, api.example.com' },
    { 'X-Forwarded-Host': 'evil.example/path' },
    { 'X-Forwarded-Host': 'user@evil.example' },
    { 'X-Forwarded-Host': 'evil.example?x' },
    { 'X-Forwarded-Host': 'evil.example#x' },
    { 'X-Forwarded-Host': 'evil.example:99999' },
    { 'X-Forwarded-Host': '0x7f.1' },
    { 'X-Forwarded-Host': 'a\tb' },
    { 'X-Forwarded-Host': 'a'.repeat(254) },
    { 'X-Forwarded-Prefix': '//evil.example' },
    { 'X-Forwarded-Prefix': '/a//b' },
    { 'X-Forwarded-Prefix': '/a/../b' },
    { 'X-Forwarded-Prefix': '/..' },
    { 'X-Forwarded-Prefix': '/a, /b' },
    { 'X-Forwarded-Prefix': '/a\\b' },
    { 'X-Forwarded-Prefix': '/a\tb' },
    { 'X-Forwarded-Prefix': '/%0d%0aSet-Cookie:x' },
    { 'X-Forwarded-Prefix': '/<script>' },
    { 'X-Forwarded-Prefix': 'https://evil.example' },
    { 'X-Forwarded-Prefix': `/${'a'.repeat(256)}` },
  ])('ignores %j', async (headers) => {
    await start();
    expect(await base(headers)).toBe('');
  });

  it('ignores the headers of callers that are not trusted', async () => {
    await start({ TRUSTED_PROXIES: '192.0.2.1' });
    expect(await base({ ...HOST, 'X-Forwarded-Prefix': '/profiles' })).toBe('');
  });

  it('is PUBLIC_BASE_URL if that is set, whatever a proxy says', async () => {
    await start({ PUBLIC_BASE_URL: 'https://example.com/profiles/' });
    expect(await base({ ...HOST, 'X-Forwarded-Prefix': '/other' })).toBe('https://example.com/profiles');
  });
});

describe('behind a path prefix', () => {
  it('the API document names the server, and Swagger UI loads everything relative to its own path', async () => {
    const app = await httpApp({ controllers: [LinksController] });
    const get = (path: string) => request(app.getHttpServer()).get(path).set('X-Forwarded-Prefix', '/profiles');
    expect((await get('/openapi.json')).body.servers).toMatchObject([{ url: '/profiles' }]);
    expect((await get('/openapi.yaml')).text).toContain('url: /profiles');
    expect((await get('/docs/swagger-ui-init.js')).text).toContain('"url": "/profiles"');
    const references = [...(await get('/docs')).text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url]) => url!);
    expect(references.length).toBeGreaterThan(3);
    for (const url of references) {
      const seen = new URL(url, 'http://host/profiles/docs').pathname;
      expect(seen).toMatch(/^\/profiles\//);
      expect((await get(seen.replace('/profiles', ''))).status).toBe(200);
    }
    const { body } = await request(app.getHttpServer()).get('/openapi.json');
    expect(body.servers).toMatchObject([{ url: '/' }]);
    await app.close();
  });
});
