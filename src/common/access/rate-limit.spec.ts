import { Controller, Get } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { httpApp } from '../testing/http-app.js';
import { Public } from './access.decorators.js';

@Public()
@Controller()
class PublicController {
  @Get('health/live')
  live(): object {
    return {};
  }

  @Get('things')
  things(): object {
    return {};
  }
}

describe('the rate limit', () => {
  let app: NestExpressApplication;
  const get = (path: string, headers: Record<string, string> = {}) =>
    request(app.getHttpServer()).get(path).set(headers);
  const start = async (RATE_LIMIT_PER_MINUTE: string) => {
    app = await httpApp({
      controllers: [PublicController],
      environment: { API_KEYS: 'ann:first,bob:second', RATE_LIMIT_PER_MINUTE },
    });
  };

  beforeEach(() => start('2'));
  afterEach(() => app.close());

  it('announces itself, and refuses what is too much', async () => {
    const first = await get('/things');
    expect(first.headers).toMatchObject({ 'ratelimit-limit': '2', 'ratelimit-remaining': '1' });
    await get('/things');
    const refused = await get('/things');
    expect(refused.status).toBe(429);
    expect(refused.body).toMatchObject({
      error_code: 'RATE_LIMIT_EXCEEDED',
      details: { limit_per_minute: 2, endpoint: '/things', request_id: refused.headers['x-request-id'] },
    });
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect(refused.headers).toMatchObject({ 'ratelimit-remaining': '0' });
  });

  it('counts for each key, whoever sends it', async () => {
    for (const path of ['/things', '/things']) await get(path, { 'X-API-Key': 'first' });
    expect((await get('/things', { Authorization: 'Bearer first' })).status).toBe(429);
    expect((await get('/things', { 'X-API-Key': 'second' })).status).toBe(200);
  });

  it('counts for each address without a key, a wrong key being none', async () => {
    for (const path of ['/things', '/things']) await get(path, { 'X-API-Key': `guess ${Math.random()}` });
    expect((await get('/things', { 'X-API-Key': 'guess' })).status).toBe(429);
    expect((await get('/things', { 'X-Forwarded-For': '203.0.113.7' })).status).toBe(200);
  });

  it('never refuses a probe, and does not count files of the console', async () => {
    for (let times = 0; times < 4; times += 1) {
      expect((await get('/health/live')).status).toBe(200);
      expect((await get('/console/assets/1/main.js')).status).toBe(404);
    }
    expect((await get('/things')).headers).toMatchObject({ 'ratelimit-remaining': '1' });
  });

  it('is off at 0', async () => {
    await app.close();
    await start('0');
    const answers = await Promise.all(Array.from({ length: 5 }, () => get('/things')));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
  });
});
