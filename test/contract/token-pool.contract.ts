import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { StoreUnavailableError } from '../../src/common/errors/store-unavailable.error.js';
import { StoredTokenPool } from '../../src/tokens/pool/stored-token-pool.js';
import { TokenLease } from '../../src/tokens/pool/token-lease.js';
import type { TokensUnavailable, TokenPool } from '../../src/tokens/token-pool.js';
import type { TokenStore } from '../../src/tokens/store/token.store.js';

/** One driver of the table's backend. */
export interface OpenedTokenStore {
  /** Opens a pool over an empty table. */
  store: () => Promise<TokenStore>;
  close: () => Promise<void>;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const START = new Date('2026-11-20T08:00:00.000Z');

/** The contract of the pool over every store. */
export function tokenPoolContract(name: string, open: () => Promise<OpenedTokenStore>): void {
  describe(`the token pool over ${name}`, () => {
    let instance: OpenedTokenStore;
    let store: TokenStore;
    let pool: TokenPool;
    let now: Date;

    const anotherPool = () =>
      new StoredTokenPool(store, { dailyLimit: 10, ttlHours: 22, clock: () => now, random: () => 0.5 });
    const later = (milliseconds: number) => void (now = new Date(now.getTime() + milliseconds));
    const lease = async (size: number, exclude: string[] = []): Promise<TokenLease> => {
      const answer = await pool.lease(size, { exclude });
      if (!(answer instanceof TokenLease)) throw new Error(`No token: ${answer.reason}`);
      return answer;
    };
    const refusal = async (exclude: string[] = []): Promise<TokensUnavailable> => {
      const answer = await pool.lease(1, { exclude });
      if (answer instanceof TokenLease) throw new Error(`Token ${answer.token_id} was leased`);
      return answer;
    };
    const detailsOf = async (id: string) => (await pool.status()).token_details.find(({ token_id }) => token_id === id);

    beforeAll(async () => void (instance = await open()));
    beforeEach(async () => {
      now = START;
      store = await instance.store();
      pool = anotherPool();
    });
    afterAll(() => instance.close());

    it('is empty at first', async () => {
      expect(await refusal()).toEqual({ reason: 'none', retryAt: null });
      expect(await pool.status()).toEqual({
        total_tokens: 0,
        active_tokens: 0,
        available_tokens: 0,
        total_daily_usage: 0,
        max_daily_capacity: 0,
        available_capacity: 0,
        usage_percentage: 0,
        token_details: [],
      });
    });

    describe('adding a token', () => {
      it('assigns an ID, the default limit and the default lifetime', async () => {
        const { action, token } = await pool.add({ token: 'secret-one' });
        expect(action).toBe('added');
        expect(token).toEqual({
          token_id: expect.stringMatching(/^token_[\da-f]{12}$/),
          state: 'healthy',
          problem: null,
          daily_usage: 0,
          daily_limit: 10,
          available: 10,
          expires_at: new Date(START.getTime() + 22 * HOUR),
          cooling_until: null,
          last_used_at: null,
          added_at: START,
        });
        expect(await detailsOf(token.token_id)).toEqual(token);
      });

      it('renews a stored token added under any ID, and keeps its count', async () => {
        const { token: first } = await pool.add({ token: 'secret-one', daily_limit: 7 });
        await lease(3);
        later(HOUR);
        const { action, token } = await pool.add({ token: 'secret-one', token_id: 'other' });
        expect(action).toBe('updated');
        expect(token).toMatchObject({
          token_id: first.token_id,
          daily_usage: 3,
          daily_limit: 7,
          added_at: START,
          expires_at: new Date(now.getTime() + 22 * HOUR),
        });
        expect(await detailsOf(first.token_id)).toEqual(token);
        expect((await pool.status()).total_tokens).toBe(1);
      });

      it('replaces the token with the same ID, and forgets the rejection of the old one', async () => {
        await pool.add({ token: 'secret-one', token_id: 'a' });
        const old = await lease(2);
        await pool.add({ token: 'secret-two', token_id: 'a' });
        await pool.report(old, { kind: 'unauthorized' });
        const fresh = await lease(1);
        expect(fresh.secret.reveal()).toBe('secret-two');
        expect(fresh.usable(now)).toBe(true);
        expect(old.usable(now)).toBe(false);
      });

      it('returns a result for each of many tokens', async () => {
        const outcomes = await pool.addMany([
          { token: 'secret-one', token_id: 'a' },
          { token: 'secret-two' },
          { token: 'secret-one', token_id: 'b' },
        ]);
        expect(outcomes.map(({ action }) => action)).toEqual(['added', 'added', 'updated']);
        expect((await pool.status()).total_tokens).toBe(2);
      });

      it('continues the count of a token that was removed on the same day', async () => {
        await pool.add({ token: 'secret-one', token_id: 'a' });
        await lease(9);
        await pool.remove('a');
        expect((await pool.add({ token: 'secret-one', token_id: 'b' })).token).toMatchObject({ available: 1 });
        await pool.remove('b');
        expect((await pool.add({ token: 'secret-one', token_id: 'a' })).token).toMatchObject({
          available: 1,
          state: 'healthy',
        });
      });

      it.each([
        ['a', 'b', 'c'],
        ['a', 'b', 'a'],
        ['b', 'a', 'b', 'a', 'c', 'a'],
      ])(
        'continues the count of a token that was removed on the same day under several IDs: %s, %s, %s',
        async (...ids) => {
          const last = ids.pop() ?? '';
          for (const token_id of ids) {
            await pool.add({ token: 'secret-one', token_id });
            await lease(1);
            await pool.remove(token_id);
          }
          const { token } = await pool.add({ token: 'secret-one', token_id: last });
          expect(token).toMatchObject({ token_id: last, daily_usage: ids.length, available: 10 - ids.length });
          expect(await detailsOf(last)).toEqual(token);
          later(16 * HOUR);
          expect((await lease(10)).uses).toBe(10);
        },
      );
    });

    describe('leasing', () => {
      it('hands out blocks up to the limit, with a smaller last one', async () => {
        await pool.add({ token: 'secret-one', token_id: 'a' });
        const leases = [await lease(4), await lease(4), await lease(4)];
        expect(leases.map(({ uses }) => uses)).toEqual([4, 4, 2]);
        expect(leases[0]?.secret.reveal()).toBe('secret-one');
        expect(await refusal()).toEqual({ reason: 'exhausted', retryAt: new Date('2026-11-21T00:00:00.000Z') });
        expect(await detailsOf('a')).toMatchObject({ state: 'exhausted', available: 0, last_used_at: now });
      });

      it('starts over with the UTC day', async () => {
        await pool.add({ token: 'secret-one', token_id: 'a' });
        const yesterday = await lease(10);
        later(16 * HOUR - 1);
        expect(yesterday.usable(now)).toBe(true);
        later(1);
        expect(yesterday.usable(now)).toBe(false);
        await pool.giveBack(yesterday, 5);
        expect((await lease(10)).uses).toBe(10);
        await pool.giveBack(yesterday, 5);
        expect(await refusal()).toMatchObject({ reason: 'exhausted' });
      });

      it('never goes back to the previous day if a clock is behind', async () => {
        await pool.add({ token: 'secret-one', token_id: 'a' });
        later(16 * HOUR);
        await lease(10);
        later(-HOUR);
        expect(await refusal()).toMatchObject({ reason: 'exhausted' });
      });

      it('prefers the least used token, then the longest unused', async () => {
        await pool.addMany([
          { token: 'secret-one', token_id: 'a' },
          { token: 'secret-two', token_id: 'b' },
        ]);
        const { token_id: first } = await lease(2);
        later(1);
        const { token_id: second } = await lease(2);
        later(1);
        expect(second).not.toBe(first);
        expect((await lease(1)).token_id).toBe(first);
        expect((await lease(1)).token_id).toBe(second);
      });

      it('spreads concurrent pools over the tokens', async () => {
        const ids = ['a', 'b', 'c', 'd'];
        await pool.addMany(ids.map((token_id) => ({ token: `secret-${token_id}`, token_id })));
        const answers = await Promise.all(ids.map(() => anotherPool().lease(5)));
        expect(answers.map((answer) => answer instanceof TokenLease && answer.token_id).toSorted()).toEqual(ids);
      });

      it('exceeds no limit, however many pools compete for one token', async () => {
        await pool.add({ token: 'secret-one', token_id: 'a', daily_limit: 50 });
        const answers = await Promise.all(Array.from({ length: 20 }, () => anotherPool().lease(4)));
        const uses = answers.map((answer) => (answer instanceof TokenLease ? answer.uses : 0));
        const { daily_usage = -1 } = (await detailsOf('a')) ?? {};
        expect(uses.reduce((sum, of) => sum + of, 0)).toBe(daily_usage);
        expect(daily_usage).toBeLessThanOrEqual(50);
      });

      it('skips excluded tokens', async () => {
        await pool.addMany([
          { token: 'secret-one', token_id: 'a' },
          { token: 'secret-two', token_id: 'b' },
        ]);
        expect((await lease(1, ['a'])).token_id).toBe('b');
        expect(await refusal(['a', 'b'])).toEqual({ reason: 'excluded', retryAt: null });
      });

      it('rejects when its signal is aborted', async () => {
        await pool.add({ token: 'secret-one', token_id: 'a' });
        await expect(pool.lease(1, { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough');
        expect(await detailsOf('a')).toMatchObject({ daily_usage: 0 });
      });

      it.each([0, -1, 1.5])('rejects a size of %d uses', async (size) => {
        await expect(pool.lease(size)).rejects.toThrow(RangeError);
      });
    });

    describe('giving back', () => {
      it('returns unused uses', async () => {
        await pool.add({ token: 'secret-one', token_id: 'a' });
        await pool.giveBack(await lease(10), 4);
        expect(await detailsOf('a')).toMatchObject({ daily_usage: 6, available: 4 });
      });

      it('counts once, however often it is repeated', async () => {
        await pool.add({ token: 'secret-one', token_id: 'a' });
        await lease(4);
        const given = await lease(4);
        await Promise.all([pool.giveBack(given, 4), pool.giveBack(given, 4), pool.giveBack(given, 2)]);
        expect((await detailsOf('a'))?.daily_usage).toBeLessThanOrEqual(6);
        await pool.giveBack(given, 4);
        expect((await detailsOf('a'))?.daily_usage).toBeGreaterThanOrEqual(4);
      });

      it('refuses to return more than was leased', async () => {
        await pool.add({ token: 'secret-one', token_id: 'a' });
        await expect(pool.giveBack(await lease(2), 3)).rejects.toThrow(RangeError);
      });

      it.each([
        ['removed', () => pool.remove('a')],
        ['replaced', () => pool.add({ token: 'secret-two', token_id: 'a' })],
      ])('is what is left for a token that was %s: it is not used any longer', async (_, change) => {
        await pool.add({ token: 'secret-one', token_id: 'a' });
        const leases = [await lease(2), await lease(2)];
        await change();
        expect(leases.map((given) => given.usable(now))).toEqual([false, false]);
        await pool.giveBack(leases[0]!, 2);
        await pool.remove('a');
        const { token } = await pool.add({ token: 'secret-one', token_id: 'a' });
        expect(token).toMatchObject({ state: 'healthy', daily_usage: 2 });
        expect((await lease(1)).usable(now)).toBe(true);
      });

      it('ignores that the token is gone', async () => {
        await pool.add({ token: 'secret-one', token_id: 'a' });
        const given = await lease(2);
        await pool.remove('a');
        await pool.giveBack(given, 1);
        expect((await pool.status()).token_details).toEqual([]);
      });
    });

    describe('a token that the upstream rejects', () => {
      it('cools down for as long as the upstream requested, in every pool', async () => {
        await pool.add({ token: 'secret-one', token_id: 'a' });
        const given = await lease(2);
        await pool.report(given, { kind: 'rate-limited', retryAfterMs: 5 * MINUTE });
        const retryAt = new Date(now.getTime() + 5 * MINUTE);
        expect(given.usable(now)).toBe(false);
        expect(await anotherPool().lease(1)).toEqual({ reason: 'cooling', retryAt });
        expect(await refusal(['a'])).toEqual({ reason: 'excluded', retryAt });
        expect(await detailsOf('a')).toMatchObject({ state: 'cooling', cooling_until: retryAt, available: 8 });
        later(5 * MINUTE);
        expect(given.usable(now)).toBe(true);
        expect((await lease(1)).token_id).toBe('a');
        expect(await detailsOf('a')).toMatchObject({ state: 'healthy', cooling_until: null });
      });

      it('cools down for a minute if the upstream specifies no delay, and never for less than was requested', async () => {
        await pool.add({ token: 'secret-one', token_id: 'a' });
        const given = await lease(2);
        await pool.report(given, { kind: 'rate-limited' });
        await pool.report(given, { kind: 'rate-limited', retryAfterMs: 10 });
        expect(await refusal()).toEqual({ reason: 'cooling', retryAt: new Date(now.getTime() + MINUTE) });
      });

      it('is never leased after it was revoked until it is reactivated', async () => {
        await pool.add({ token: 'secret-one', token_id: 'a' });
        const [one, two] = [await lease(2), await lease(2)];
        await pool.report(one, { kind: 'unauthorized' });
        expect([one.usable(now), two.usable(now)]).toEqual([false, false]);
        expect(await anotherPool().lease(1)).toEqual({ reason: 'revoked', retryAt: null });
        expect(await pool.capacity()).toMatchObject({ total_tokens: 1, active_tokens: 0, available_capacity: 0 });
        expect(await pool.reactivate('a')).toMatchObject({ state: 'healthy', daily_usage: 4 });
        expect((await lease(1)).usable(now)).toBe(true);
      });
    });

    describe.each([
      ['revoked', { kind: 'unauthorized' }],
      ['cooling', { kind: 'rate-limited', retryAfterMs: HOUR }],
    ] as const)('a token that is %s', (state, rejection) => {
      beforeEach(() => pool.add({ token: 'secret-one', token_id: 'a' }));

      it('can be used again after another process has reactivated it', async () => {
        const given = await lease(2);
        await pool.report(given, rejection);
        expect(await refusal()).toMatchObject({ reason: state });
        await anotherPool().reactivate('a');
        later(MINUTE);
        expect((await lease(1)).usable(now)).toBe(true);
        expect(given.usable(now)).toBe(false);
      });

      it('can be leased and rejected again if the table was unavailable for the first rejection', async () => {
        const fail = () => Promise.reject(new StoreUnavailableError('The table is unavailable'));
        const unavailable = Object.assign(Object.create(store) as TokenStore, { revoke: fail, cool: fail });
        const options = { dailyLimit: 10, ttlHours: 22, clock: () => now };
        const other = new StoredTokenPool(unavailable, options);
        const given = (await other.lease(1)) as TokenLease;
        await expect(other.report(given, rejection)).rejects.toThrow(StoreUnavailableError);
        expect(given.usable(now)).toBe(false);
        later(MINUTE);
        const again = (await other.lease(1)) as TokenLease;
        expect(again.usable(now)).toBe(true);
        await pool.report(again, rejection);
        expect(await refusal()).toMatchObject({ reason: state });
      });
    });

    describe('time', () => {
      it('expires a token permanently', async () => {
        const expires_at = new Date(START.getTime() + HOUR);
        await pool.add({ token: 'secret-one', token_id: 'a', expires_at });
        const given = await lease(1);
        later(HOUR);
        expect(given.usable(now)).toBe(false);
        expect(await refusal()).toEqual({ reason: 'expired', retryAt: null });
        expect(await detailsOf('a')).toMatchObject({ state: 'expired', available: 0 });
      });

      it('starts over when an expired token is reactivated, and its count is kept', async () => {
        await pool.add({ token: 'secret-one', token_id: 'a', expires_at: new Date(START.getTime() + HOUR) });
        await lease(3);
        later(2 * HOUR);
        const token = await pool.reactivate('a');
        expect(token).toMatchObject({
          state: 'healthy',
          daily_usage: 3,
          expires_at: new Date(now.getTime() + 22 * HOUR),
        });
        expect(await detailsOf('a')).toEqual(token);
      });

      it('lets the sweep delete tokens that expired more than a day ago, and nothing else', async () => {
        await pool.add({ token: 'secret-one', token_id: 'a', expires_at: new Date(START.getTime() + HOUR) });
        await pool.add({ token: 'secret-two', token_id: 'b', expires_at: new Date(START.getTime() + 48 * HOUR) });
        await pool.add({ token: 'secret-three', token_id: 'c', expires_at: new Date(START.getTime() + 48 * HOUR) });
        await pool.remove('c');
        expect(await pool.sweep()).toBe(0);
        later(25 * HOUR + 1);
        expect(await pool.sweep()).toBe(2);
        expect((await store.list()).map(({ token_id }) => token_id)).toEqual(['b']);
      });

      it('reports when the first of several tokens becomes available', async () => {
        await pool.addMany([
          { token: 'secret-one', token_id: 'a' },
          { token: 'secret-two', token_id: 'b' },
        ]);
        const [one, two] = [await lease(10), await lease(1)];
        expect(one.token_id).not.toBe(two.token_id);
        await pool.report(two, { kind: 'rate-limited', retryAfterMs: HOUR });
        expect(await refusal()).toEqual({ reason: 'cooling', retryAt: new Date(now.getTime() + HOUR) });
        expect(await refusal([two.token_id])).toMatchObject({ reason: 'exhausted' });
      });
    });

    it('returns null or false for an unknown token', async () => {
      expect(await pool.reactivate('nobody')).toBeNull();
      expect(await pool.remove('nobody')).toBe(false);
      await pool.add({ token: 'secret-one', token_id: 'a' });
      expect(await pool.remove('a')).toBe(true);
      expect(await pool.remove('a')).toBe(false);
      expect(await pool.reactivate('a')).toBeNull();
    });

    it("summarizes today's capacity", async () => {
      await pool.addMany([
        { token: 'secret-one', token_id: 'a', daily_limit: 20 },
        { token: 'secret-two', token_id: 'b', daily_limit: 10 },
      ]);
      await lease(8, ['b']);
      await lease(2, ['a']);
      expect(await pool.capacity()).toEqual({
        total_tokens: 2,
        active_tokens: 2,
        available_tokens: 2,
        total_daily_usage: 10,
        max_daily_capacity: 30,
        available_capacity: 20,
        usage_percentage: 33.33,
      });
    });
  });
}
