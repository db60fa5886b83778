import { Controller, HttpCode, Logger, Module, NotFoundException, Post } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import request from 'supertest';
import { InMemoryIdempotencyStore } from '../../test/support/in-memory-idempotency.store.js';
import { OpenLocally } from '../common/access/access.decorators.js';
import { httpApp } from '../common/testing/http-app.js';
import { IdempotencyInterceptor, MAX_KEPT_BYTES } from './idempotency.interceptor.js';
import { IdempotencyStore, LEASE_MS } from './idempotency.store.js';
import { Idempotent } from './idempotent.decorator.js';
import { RequestHashes } from './request-hashes.js';
import { PersonDigester } from '../suppression/person-digester.js';

let app: NestExpressApplication;
let store: InMemoryIdempotencyStore;
/** What the route does. */
let work: () => unknown;

@OpenLocally()
@Controller('things')
class ThingsController {
  @Post()
  @HttpCode(202)
  @Idempotent()
  create(): unknown {
    return work();
  }

  @Post('other')
  other(): unknown {
    return work();
  }
}

beforeEach(async () => {
  store = new InMemoryIdempotencyStore();
  work = jest.fn(() => ({ id: 1 }));
  class TestModule {}
  Module({
    controllers: [ThingsController],
    providers: [
      { provide: IdempotencyStore, useValue: store },
      RequestHashes,
      { provide: PersonDigester, useValue: new PersonDigester('key', true) },
      { provide: APP_INTERCEPTOR, useClass: IdempotencyInterceptor },
    ],
  })(TestModule);
  app = await httpApp({ imports: [TestModule], environment: { API_KEYS: 'ann:secret-1' } });
});
afterEach(async () => {
  jest.useRealTimers();
  await app.close();
});

const post = (path = '/things', key = 'k') =>
  request(app.getHttpServer()).post(path).set({ 'X-API-Key': 'secret-1', 'Idempotency-Key': key });

it('answers again with the status and the body of the first time', async () => {
  for (const replayed of [undefined, 'true', 'true']) {
    const { body, headers } = await post().expect(202);
    expect(body).toEqual({ id: 1 });
    expect(headers['idempotent-replayed']).toBe(replayed);
  }
  expect(work).toHaveBeenCalledTimes(1);
  expect(store.scopes()).toEqual([{ caller: 'ann', route: 'POST /things', key: 'k' }]);
});

it.each([
  ['a route without the decorator', '/things/other', 'k'],
  ['an empty key', '/things', ' '],
])('does nothing for %s', async (_what, path, key) => {
  for (let time = 0; time < 2; time += 1) {
    expect((await post(path, key)).headers).not.toHaveProperty('idempotent-replayed');
  }
  expect(work).toHaveBeenCalledTimes(2);
  expect(store.scopes()).toEqual([]);
});

it.each([
  ['an error', () => Promise.reject(new NotFoundException())],
  ['a very long response', () => ({ text: 'x'.repeat(MAX_KEPT_BYTES) })],
])('does not keep %s', async (_what, given) => {
  work = given;
  await post();
  expect(store.scopes()).toEqual([]);
});

it('answers what was done even if the store fails then', async () => {
  const warned = jest.spyOn(Logger.prototype, 'warn').mockReturnValue();
  work = () => {
    store.isAway = true;
    return { id: 2 };
  };
  expect((await post().expect(202)).body).toEqual({ id: 2 });
  expect(warned).toHaveBeenCalled();
  warned.mockRestore();
});

it('does nothing while the store is unavailable, because it may have been done before', async () => {
  store.isAway = true;
  await post().expect(503);
  expect(work).not.toHaveBeenCalled();
});

it('renews its claim until the work is done', async () => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate', 'setTimeout'] });
  work = () => {
    jest.advanceTimersByTime(2 * LEASE_MS);
    return {};
  };
  await post().expect(202);
  expect(store.renewals).toBe(6);
  jest.advanceTimersByTime(LEASE_MS);
  expect(store.renewals).toBe(6);
});
