import { beforeEach, describe, expect, it } from '@jest/globals';
import { InMemoryTokenStore } from '../../../test/support/in-memory-token.store.js';
import { StoredTokenPool } from './stored-token-pool.js';
import { TokenLease } from './token-lease.js';

const START = Date.UTC(2026, 0, 1);

/** Counts how often the whole table is read. */
class CountingStore extends InMemoryTokenStore {
  reads = 0;

  override async list() {
    this.reads += 1;
    return super.list();
  }
}

describe('the list of tokens', () => {
  let store: CountingStore;
  let now: number;
  let pool: StoredTokenPool;
  let other: StoredTokenPool;
  beforeEach(() => {
    now = START;
    store = new CountingStore();
    [pool, other] = [poolOf(), poolOf()];
  });

  const poolOf = () =>
    new StoredTokenPool(store, { dailyLimit: 100, ttlHours: 22, clock: () => new Date(now), random: () => 0.5 });
  const add = (...ids: string[]) => pool.addMany(ids.map((token_id) => ({ token: `secret of ${token_id}`, token_id })));
  const lease = async (from = pool, size = 1): Promise<TokenLease> => {
    const answer = await from.lease(size);
    if (!(answer instanceof TokenLease)) throw new Error(`No token: ${answer.reason}`);
    return answer;
  };
  /** How often the table was read for this. */
  const reads = async (work: () => Promise<unknown>) => {
    const before = store.reads;
    await work();
    return store.reads - before;
  };

  it('is read once while it is empty, and again when a token is added here, or after five seconds', async () => {
    const leaseAll = async () => {
      for (let time = 0; time < 100; time += 1) expect(await pool.lease(1)).toEqual({ reason: 'none', retryAt: null });
    };
    expect(await reads(leaseAll)).toBe(1);
    await other.addMany([{ token: 'secret of there', token_id: 'there' }]);
    expect(await reads(leaseAll)).toBe(0);
    now += 5_000;
    expect((await lease()).token_id).toBe('there');
    expect(await pool.remove('there')).toBe(true);
    await reads(leaseAll);
    await add('here');
    expect((await lease()).token_id).toBe('here');
  });

  it('is read once for a thousand leases, which use all tokens alike', async () => {
    const ids = Array.from({ length: 20 }, (_, index) => `token-${index}`);
    await add(...ids);
    const leaseAll = async () => {
      for (let time = 0; time < 1_000; time += 1) await pool.giveBack(await lease(pool, 2), 1);
    };
    expect(await reads(leaseAll)).toBe(1);
    const used = (await pool.status()).token_details.map(({ daily_usage }) => daily_usage);
    expect(used).toEqual(ids.map(() => 50));
  });

  it('is read again after five seconds, with what other processes added', async () => {
    await add('a');
    await lease();
    await other.add({ token: 'secret of b', token_id: 'b' });
    now += 4_999;
    expect(await reads(async () => expect((await lease()).token_id).toBe('a'))).toBe(0);
    now += 1;
    expect(await reads(async () => expect((await lease()).token_id).toBe('b'))).toBe(1);
  });

  it('is read again before none of its tokens is said to be available', async () => {
    await add('a');
    await pool.report(await lease(), { kind: 'unauthorized' });
    await other.add({ token: 'secret of b', token_id: 'b' });
    expect((await lease()).token_id).toBe('b');
    await other.remove('b');
    expect(await pool.lease(1)).toEqual({ reason: 'revoked', retryAt: null });
  });

  it.each<[string, (b: TokenLease) => Promise<unknown>]>([
    ['used', () => other.lease(5, { exclude: ['a', 'c'] })],
    ['removed', () => other.remove('b')],
    ['saw rejected', (b) => other.report(b, { kind: 'unauthorized' })],
    ['saw paused', (b) => other.report(b, { kind: 'rate-limited', retryAfterMs: 60_000 })],
  ])('is read again if it has a token first that another process %s', async (_, happens) => {
    await add('a', 'b', 'c');
    const b = (await pool.lease(1, { exclude: ['a', 'c'] })) as TokenLease;
    await pool.giveBack(b, 1);
    await lease(pool, 2);
    now += 1;
    await pool.lease(2, { exclude: ['a', 'b'] });
    await happens(b);
    expect(await reads(async () => expect((await lease()).token_id).not.toBe('b'))).toBe(1);
  });

  it('has what this process added, removed, reactivated or found rejected at once', async () => {
    await add('a');
    await lease();
    await add('b');
    const b = await lease();
    expect(b.token_id).toBe('b');
    await pool.report(b, { kind: 'unauthorized' });
    expect((await lease()).token_id).toBe('a');
    await pool.reactivate('b');
    expect((await lease()).token_id).toBe('b');
    await pool.remove('b');
    expect(await reads(async () => expect((await lease()).token_id).toBe('a'))).toBe(1);
  });

  it('is not what was read while a token was added', async () => {
    await add('a');
    await lease();
    now += 5_000;
    const [list, adding] = [store.list.bind(store), Promise.withResolvers<void>()];
    store.list = async () => {
      const tokens = await list();
      store.list = list;
      await add('b').finally(adding.resolve);
      return tokens;
    };
    expect((await lease()).token_id).toBe('a');
    await adding.promise;
    expect((await lease()).token_id).toBe('b');
  });

  it('lets leases at once take different tokens', async () => {
    await add('a', 'b', 'c');
    await lease();
    const leased = await Promise.all([lease(), lease()]);
    expect(leased.map(({ token_id }) => token_id).toSorted()).toEqual(['b', 'c']);
    expect(await reads(() => lease())).toBe(0);
  });
});
