import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { aService, type Service } from '../support/service.js';

describe('local mode', () => {
  let service: Service;
  let key: string;

  beforeAll(async () => {
    service = await aService({ API_KEY: undefined });
    key = readFileSync(join(service.dataDirectory, 'api-key'), 'utf8').trim();
  });

  afterAll(() => service.close());

  it('stores a random key that only its owner can read', () => {
    expect(key).toMatch(/^[\w-]{32}$/);
    expect(statSync(join(service.dataDirectory, 'api-key')).mode & 0o777).toBe(0o600);
  });

  it('requires that key on /api/v1', async () => {
    await service.bare.get('/api/v1/profiles').expect(403);
    await service.bare.get('/api/v1/profiles').set('X-API-Key', key).expect(200);
  });

  it('accepts only loopback host names', async () => {
    await service.bare.get('/').set('Host', 'localhost:8000').expect(200);
    const { body } = await service.bare.get('/').set('Host', 'rebound.example').expect(403);
    expect(body.error_code).toBe('HOST_NOT_ALLOWED');
  });

  it('rejects requests from other origins', async () => {
    const { body } = await service.bare.get('/').set('Origin', 'https://evil.example').expect(403);
    expect(body.error_code).toBe('ORIGIN_NOT_ALLOWED');
  });

  it.each([
    ['a form', { Origin: 'https://evil.example' }, 'multipart/form-data; boundary=x'],
    ['a form of a page without an origin', { Origin: 'null' }, 'multipart/form-data; boundary=x'],
    ['a script', { Origin: 'http://localhost:3000' }, 'text/csv'],
    ['a script on another port', { 'Sec-Fetch-Site': 'same-site' }, 'text/csv'],
    ['a form after a rebound name', { Host: 'rebound.example' }, 'multipart/form-data; boundary=x'],
  ])('rejects an upload of %s of another origin, which needs no preflight request', async (_case, headers, type) => {
    const file =
      '--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\na@example.com\r\n--x--\r\n';
    await service.bare.post('/jobs/upload').set(headers).type(type).send(file).expect(403);
    const { body } = await service.bare.get('/jobs/recent').expect(200);
    expect(body).toEqual([]);
  });

  it('reads a large body without a key only on routes that need none', async () => {
    const { body } = await service.bare.get('/openapi.json').expect(200);
    const paths = Object.entries(body.paths as Record<string, object>)
      .filter(([, operations]) => 'post' in operations)
      .map(([path]) => path.replaceAll(/\{\w+\}/g, 'unknown'));
    expect(paths.length).toBeGreaterThan(8);
    const isClosed = async (path: string, sent: object) => (await service.bare.post(path).send(sent)).status === 403;
    for (const path of paths) {
      const small = await isClosed(path, {});
      expect([path, await isClosed(path, { text: 'x'.repeat(20_000) })]).toEqual([path, small]);
    }
  });
});
