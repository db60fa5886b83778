import { beforeEach, describe, expect, it } from '@jest/globals';
import { InMemoryTokenStore } from './in-memory-token.store.js';
import { ownTokenOf, type OwnToken } from './own-token.js';
import { OwnTokenStore } from './own-token.store.js';
import { StoredTokenPool } from './pool/stored-token-pool.js';
import { TokenLease } from './pool/token-lease.js';

describe('the token of the sandbox', () => {
  let now: Date;
  let table: InMemoryTokenStore;
  let pool: StoredTokenPool;
  const leased = async () => {
    const answer = await pool.lease(15);
    return answer instanceof TokenLease ? answer : null;
  };

  beforeEach(() => {
    now = new Date('2026-11-20T08:00:00.000Z');
    table = new InMemoryTokenStore();
    const clock = () => now;
    pool = new StoredTokenPool(new OwnTokenStore(table, ownTokenOf('sandbox') as OwnToken, clock), {
      dailyLimit: 500,
      ttlHours: 22,
      clock,
    });
  });

  it('makes an empty pool work, for days', async () => {
    const lease = await leased();
    expect(lease).toMatchObject({ token_id: 'sandbox', uses: 15 });
    if (lease) await pool.giveBack(lease, 5);
    expect(await pool.status()).toMatchObject({
      total_tokens: 1,
      total_daily_usage: 10,
      max_daily_capacity: 1_000_000,
      token_details: [{ token_id: 'sandbox', state: 'healthy', added_at: now }],
    });
    now = new Date('2026-12-24T08:00:00.000Z');
    expect((await leased())?.usable(now)).toBe(true);
    expect(await pool.capacity()).toMatchObject({ total_daily_usage: 15 });
  });

  it('never comes into the table', async () => {
    const lease = await leased();
    if (lease) await pool.report(lease, { kind: 'rate-limited' });
    await pool.reactivate('sandbox');
    await pool.sweep();
    expect(await table.list()).toEqual([]);
  });

  it('rests when it is told to, but cannot be revoked or removed', async () => {
    const lease = await leased();
    if (lease) await pool.report(lease, { kind: 'unauthorized' });
    expect(await pool.remove('sandbox')).toBe(false);
    expect((await leased())?.token_id).toBe('sandbox');
    if (lease) await pool.report(lease, { kind: 'rate-limited', retryAfterMs: 2_000 });
    expect(await pool.lease(1)).toEqual({ reason: 'cooling', retryAt: new Date(now.getTime() + 2_000) });
    expect(await pool.reactivate('sandbox')).toMatchObject({ state: 'healthy' });
    expect(await leased()).not.toBeNull();
  });

  it('gives way to the first token that is added, and is back when the last one is removed', async () => {
    await pool.add({ token: 'secret', token_id: 'a' });
    expect((await leased())?.token_id).toBe('a');
    await pool.remove('a');
    expect((await leased())?.token_id).toBe('sandbox');
  });
});

describe('the token of a source whose credential is a key', () => {
  let now: Date;
  let table: InMemoryTokenStore;
  let pool: StoredTokenPool;
  const leased = async () => {
    const answer = await pool.lease(15);
    return answer instanceof TokenLease ? answer : null;
  };

  beforeEach(() => {
    now = new Date('2026-11-20T08:00:00.000Z');
    table = new InMemoryTokenStore();
    const clock = () => now;
    const store = new OwnTokenStore(table, ownTokenOf('people-data-labs') as OwnToken, clock);
    pool = new StoredTokenPool(store, { dailyLimit: 500, ttlHours: 22, clock });
  });

  it('is the only one, whatever tokens are added for another source', async () => {
    await pool.add({ token: 'secret', token_id: 'a' });
    expect((await leased())?.token_id).toBe('people-data-labs');
    expect((await pool.status()).token_details).toMatchObject([{ token_id: 'people-data-labs' }]);
    expect(await table.list()).toMatchObject([{ token_id: 'a' }]);
  });

  it('holds nothing that could be sent', async () => {
    expect((await leased())?.secret.reveal()).toBe('people-data-labs');
  });

  it('is there while the table is away', async () => {
    table.list = () => Promise.reject(new Error('The table is away'));
    expect((await leased())?.token_id).toBe('people-data-labs');
  });

  it('rests when it is told to, and is back by itself', async () => {
    const lease = await leased();
    if (lease) await pool.report(lease, { kind: 'rate-limited', retryAfterMs: 300_000 });
    expect(await pool.lease(1)).toEqual({ reason: 'cooling', retryAt: new Date(now.getTime() + 300_000) });
    expect(lease?.usable(now)).toBe(false);
    now = new Date(now.getTime() + 300_000);
    expect((await leased())?.usable(now)).toBe(true);
  });
});
