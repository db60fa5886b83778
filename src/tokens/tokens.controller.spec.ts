import { Module } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { StoreUnavailableError } from '../common/errors/store-unavailable.error.js';
import { httpApp } from '../common/testing/http-app.js';
import { logLines } from '../common/testing/log-lines.js';
import { InMemoryTokenStore } from '../../test/support/in-memory-token.store.js';
import { StoredTokenPool } from './pool/stored-token-pool.js';
import { TokenLease } from './pool/token-lease.js';
import { TokenPool } from './token-pool.js';
import { TokensController } from './tokens.controller.js';
import { TokensService } from './tokens.service.js';

const TEXT = 'eyJhbGciOi.the-text.of-a-token';

/** A table that can be made unavailable. */
class Table extends InMemoryTokenStore {
  isAway = false;
  /** ID of the token whose write fails. */
  failing: string | null = null;

  override async list() {
    if (this.isAway) throw new StoreUnavailableError('The table is away');
    return super.list();
  }

  override async save(token: Parameters<InMemoryTokenStore['save']>[0]) {
    if (token.token_id === this.failing) throw new StoreUnavailableError('The table is away');
    await super.save(token);
  }
}

describe('/tokens', () => {
  let app: NestExpressApplication;
  let table: Table;
  let pool: TokenPool;
  let log: ReturnType<typeof logLines>;
  const post = (path: string, body?: unknown) =>
    request(app.getHttpServer())
      .post(path)
      .type('json')
      .send(body === undefined ? undefined : JSON.stringify(body));
  const status = async () => (await request(app.getHttpServer()).get('/tokens/status').expect(200)).body;

  beforeEach(async () => {
    table = new Table();
    pool = new StoredTokenPool(table, { dailyLimit: 500, ttlHours: 22 });
    log = logLines();
    class TestModule {}
    Module({
      controllers: [TokensController],
      providers: [TokensService, { provide: TokenPool, useValue: pool }],
    })(TestModule);
    app = await httpApp({ imports: [TestModule], log });
  });
  afterEach(() => app.close());

  it('adds a token, and renews it if it is added again', async () => {
    const { body } = await post('/tokens/add', { token: TEXT }).expect(201);
    expect(body).toEqual({
      success: true,
      action: 'added',
      token_id: expect.stringMatching(/^token_[\da-f]{12}$/),
      state: 'healthy',
      problem: null,
      daily_usage: 0,
      daily_limit: 500,
      available: 500,
      expires_at: expect.any(String),
      cooling_until: null,
      last_used_at: null,
      added_at: expect.any(String),
    });
    const again = await post('/tokens/add', { token: TEXT, daily_limit: '20' }).expect(201);
    expect(again.body).toMatchObject({ action: 'updated', token_id: body.token_id, daily_limit: 20 });
    expect(await status()).toMatchObject({ total_tokens: 1, max_daily_capacity: 20 });
  });

  it('returns a result for each of many tokens, even if some cannot be stored', async () => {
    table.failing = 'b';
    const tokens = ['a', 'b', 'c'].map((token_id) => ({ token: `${TEXT}-${token_id}`, token_id }));
    const { body } = await post('/tokens/add-multiple', { tokens }).expect(201);
    expect(body).toMatchObject({ success: false, total: 3, added: 2, updated: 0, failed: 1 });
    expect(body.results).toMatchObject([
      { token_id: 'a', success: true, action: 'added', error: null },
      { token_id: 'b', success: false, action: 'failed', token: null, error: 'The table is away' },
      { token_id: 'c', success: true, token: { state: 'healthy' } },
    ]);
  });

  it.each([`Bearer ${TEXT}`, `bearer\t${TEXT}`, `  BEARER   ${TEXT}\n`, ` ${TEXT}\n`])(
    'takes the token out of %j',
    async (token) => {
      const alone = (await post('/tokens/add', { token: TEXT }).expect(201)).body;
      const { body } = await post('/tokens/add', { token }).expect(201);
      expect(body).toMatchObject({ action: 'updated', token_id: alone.token_id });
      const list = (await post('/tokens/add-multiple', { tokens: [token, { token }] }).expect(201)).body;
      expect(list.results.map(({ token_id }: { token_id: string }) => token_id)).toEqual(Array(2).fill(alone.token_id));
    },
  );

  it('adds what is valid in a list of texts and objects, and says what is wrong with the rest', async () => {
    const wrong: unknown[] = [`${TEXT} ${TEXT}`, { token: TEXT, daily_limit: 0 }, { token_id: 'b' }, 5, null, [TEXT]];
    const tokens = [`${TEXT}-1`, ...wrong, { token: `${TEXT}-2`, token_id: 'a' }];
    const { body, text } = await post('/tokens/add-multiple', { tokens }).expect(201);
    expect(body).toMatchObject({ success: false, total: 8, added: 2, updated: 0, failed: 6 });
    expect(body.results.map(({ action }: { action: string }) => action)).toEqual([
      'added',
      ...wrong.map(() => 'failed'),
      'added',
    ]);
    expect(body.results[7]).toMatchObject({ token_id: 'a', success: true, error: null });
    expect(body.results.slice(1, 7).map(({ error }: { error: string }) => error)).toEqual([
      'token: Token must not contain whitespace',
      'daily_limit: Input should be greater than or equal to 1',
      'token: Field required',
      ...Array(3).fill('Input should be a string or an object'),
    ]);
    expect(text).not.toContain(TEXT);
    expect(await status()).toMatchObject({ total_tokens: 2 });
  });

  it("reports today's capacity", async () => {
    await post('/tokens/add', { token: TEXT, token_id: 'a', daily_limit: 20 });
    await pool.lease(5);
    expect(await status()).toEqual({
      total_tokens: 1,
      active_tokens: 1,
      available_tokens: 1,
      total_daily_usage: 5,
      max_daily_capacity: 20,
      available_capacity: 15,
      usage_percentage: 25,
      token_details: [expect.objectContaining({ token_id: 'a', daily_usage: 5, available: 15 })],
    });
  });

  it('reactivates a token, and returns 404 for an unknown one', async () => {
    await post('/tokens/add', { token: TEXT, token_id: 'a' });
    const lease = await pool.lease(1);
    if (lease instanceof TokenLease) await pool.report(lease, { kind: 'unauthorized' });
    expect((await status()).token_details).toMatchObject([{ state: 'revoked' }]);
    const { body } = await post('/tokens/a/reactivate').expect(200);
    expect(body).toMatchObject({ token_id: 'a', state: 'healthy', daily_usage: 1 });
    const missing = await post('/tokens/nobody/reactivate').expect(404);
    expect(missing.body).toMatchObject({ error_code: 'TOKEN_NOT_FOUND', details: { method: 'POST' } });
  });

  it('deletes a token once', async () => {
    await post('/tokens/add', { token: TEXT, token_id: 'a' });
    await request(app.getHttpServer()).delete('/tokens/a').expect(204);
    const { body } = await request(app.getHttpServer()).delete('/tokens/a').expect(404);
    expect(body.error_code).toBe('TOKEN_NOT_FOUND');
    expect(await status()).toMatchObject({ total_tokens: 0, token_details: [] });
  });

  it('reports that the table is unavailable', async () => {
    table.isAway = true;
    const { body, headers } = await request(app.getHttpServer()).get('/tokens/status').expect(503);
    expect(body.error_code).toBe('SERVICE_UNAVAILABLE');
    expect(headers['retry-after']).toBeDefined();
  });

  const future = new Date(Date.now() + 3_600_000).toISOString();
  it.each<[string, object, string, string]>([
    ['no token', {}, 'token', 'missing'],
    ['null for a token', { token: null }, 'token', 'string_type'],
    ['a number for a token', { token: 12345 }, 'token', 'string_type'],
    ['an empty token', { token: '' }, 'token', 'bearer_token'],
    ['white space in a token', { token: `${TEXT} ${TEXT}` }, 'token', 'bearer_token'],
    ['the word Bearer alone', { token: 'Bearer ' }, 'token', 'bearer_token'],
    ['the word Bearer twice before a token', { token: `Bearer Bearer ${TEXT}` }, 'token', 'bearer_token'],
    ['a letter that no header takes', { token: `${TEXT}é` }, 'token', 'bearer_token'],
    ['an endless token', { token: TEXT.repeat(400) }, 'token', 'bearer_token'],
    ['an unusable id', { token: TEXT, token_id: 'a/b' }, 'token_id', 'token_id'],
    ['the id of the token for a key', { token: TEXT, token_id: 'people-data-labs' }, 'token_id', 'token_id'],
    ['the id of the sandbox', { token: TEXT, token_id: 'sandbox' }, 'token_id', 'token_id'],
    ['a time that is past', { token: TEXT, expires_at: '2020-01-01T00:00:00Z' }, 'expires_at', 'datetime_future'],
    ['a time without a zone', { token: TEXT, expires_at: future.slice(0, -1) }, 'expires_at', 'datetime_future'],
    ['a word for a time', { token: TEXT, expires_at: 'tomorrow' }, 'expires_at', 'datetime_future'],
    ['no uses a day', { token: TEXT, daily_limit: 0 }, 'daily_limit', 'greater_than_equal'],
    ['too many uses a day', { token: TEXT, daily_limit: 1_000_001 }, 'daily_limit', 'less_than_equal'],
  ])('refuses %s', async (_case, body, field, error_type) => {
    const answer = await post('/tokens/add', body).expect(422);
    expect(answer.body.validation_errors).toMatchObject([{ field, error_type }]);
    expect(answer.text).not.toContain(TEXT);
  });

  it.each<[string, string, unknown]>([
    ['white space in it', '/tokens/add', { token: `${TEXT} ${TEXT}` }],
    ['a list around it', '/tokens/add', { token: [TEXT] }],
    ['it in place of the id', '/tokens/add', { token: TEXT, token_id: `Bearer ${TEXT}` }],
    ['it in place of the body', '/tokens/add', TEXT],
    ['a list in place of the body', '/tokens/add', [{ token: TEXT }]],
    ['text in place of a list', '/tokens/add-multiple', { tokens: TEXT }],
    ['an object in place of a list', '/tokens/add-multiple', { tokens: { token: TEXT } }],
    ['far too many of it', '/tokens/add-multiple', { tokens: Array.from({ length: 101 }, () => ({ token: TEXT })) }],
    ['a list in place of the other body', '/tokens/add-multiple', [{ token: TEXT }]],
  ])('never repeats a token that was sent with %s', async (_case, path, body) => {
    const answer = await post(path, body).expect(422);
    expect(answer.text).not.toContain(TEXT);
    expect(answer.text).toContain('[redacted]');
  });

  it('reveals no token in responses and logs', async () => {
    const answers = [
      await post('/tokens/add', { token: TEXT, token_id: 'a' }),
      await post('/tokens/add-multiple', { tokens: [{ token: `${TEXT}-2` }] }),
      await post('/tokens/a/reactivate'),
      await request(app.getHttpServer()).get('/tokens/status'),
      await request(app.getHttpServer()).delete('/tokens/a'),
    ];
    expect(answers.map(({ text }) => text).join('\n')).not.toContain(TEXT);
    await log.line(({ msg }) => String(msg).includes('DELETE'));
    expect(JSON.stringify(log.all())).not.toContain(TEXT);
  });
});
