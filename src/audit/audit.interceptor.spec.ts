import { Controller, Delete, Logger, Module, NotFoundException, Param, Post } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import request from 'supertest';
import { StoreUnavailableError } from '../common/errors/store-unavailable.error.js';
import { httpApp } from '../common/testing/http-app.js';
import { OpenLocally } from '../common/access/access.decorators.js';
import type { AuditContext, AuditEntry } from './audit-record.js';
import { AuditInterceptor } from './audit.interceptor.js';
import { AuditStore } from './audit.store.js';
import { Audited, type Done } from './audited.decorator.js';

class FakeAuditStore extends AuditStore {
  readonly added: (AuditEntry & AuditContext)[] = [];
  isAway = false;

  override add(entries: readonly AuditEntry[], context: AuditContext): Promise<void> {
    if (this.isAway) return Promise.reject(new StoreUnavailableError('The database is away'));
    this.added.push(...entries.map((entry) => ({ ...entry, ...context })));
    return Promise.resolve();
  }

  override list() {
    return Promise.resolve({ rows: [], next_cursor: null });
  }

  override removeBefore(): Promise<number> {
    return Promise.resolve(0);
  }
}

@OpenLocally()
@Controller('things')
class ThingsController {
  @Delete(':id')
  @Audited(({ params }) => ({ action: 'token.deleted', target: params['id'] ?? null }))
  remove(@Param('id') id: string): object {
    if (id === 'missing') throw new NotFoundException();
    return { id };
  }

  @Post()
  @Audited(({ result }: Done<string[]>) => result.map((target) => ({ action: 'token.added', target })))
  addMany(): string[] {
    return ['a', 'b'];
  }

  @Post('other')
  other(): object {
    return {};
  }
}

describe('a route that is audited', () => {
  let app: NestExpressApplication;
  let store: FakeAuditStore;
  const start = async (environment: Record<string, string>) => {
    store = new FakeAuditStore();
    class TestModule {}
    Module({
      controllers: [ThingsController],
      providers: [
        { provide: AuditStore, useValue: store },
        { provide: APP_INTERCEPTOR, useClass: AuditInterceptor },
      ],
    })(TestModule);
    app = await httpApp({ imports: [TestModule], environment });
  };
  const http = () => request(app.getHttpServer());
  beforeEach(() => start({ API_KEYS: 'ann:secret-1,bob:secret-2' }));
  afterEach(() => app.close());

  it('is recorded with the name of the key and the id of the request', async () => {
    await http().delete('/things/a').set({ 'X-API-Key': 'secret-2', 'X-Request-Id': 'r-1' }).expect(200);
    expect(store.added).toEqual([
      { action: 'token.deleted', target: 'a', key_name: 'bob', address: 'loopback', request_id: 'r-1' },
    ]);
  });

  it('knows the class of the address that a trusted proxy names, and not the address', async () => {
    await http().post('/things').set({ 'X-API-Key': 'secret-1', 'X-Forwarded-For': '203.0.113.7' }).expect(201);
    expect(store.added).toMatchObject([
      { target: 'a', address: 'public' },
      { target: 'b', key_name: 'ann' },
    ]);
    expect(JSON.stringify(store.added)).not.toContain('203.0.113.7');
  });

  it('is not recorded if it failed or was refused, nor are other routes', async () => {
    await http().delete('/things/missing').set('X-API-Key', 'secret-1').expect(404);
    await http().delete('/things/a').set('X-API-Key', 'wrong').expect(403);
    await http().post('/things/other').set('X-API-Key', 'secret-1').expect(201);
    expect(store.added).toEqual([]);
  });

  it('answers without the store too, and its record is in the log', async () => {
    store.isAway = true;
    const logged = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    await http().delete('/things/a').set({ 'X-API-Key': 'secret-1', 'X-Request-Id': 'r-1' }).expect(200, { id: 'a' });
    expect(logged.mock.calls).toEqual([
      [
        {
          reason: 'The database is away',
          audit: { action: 'token.deleted', target: 'a', key_name: 'ann', address: 'loopback', request_id: 'r-1' },
        },
        'An audit record could not be stored',
      ],
    ]);
    logged.mockRestore();
  });

  it('is recorded for the local user if it needs no key', async () => {
    await app.close();
    await start({});
    await http().delete('/things/a').expect(200);
    expect(store.added).toMatchObject([{ key_name: 'local', address: 'loopback' }]);
  });
});
