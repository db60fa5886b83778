import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import * as fc from 'fast-check';
import type { Options } from 'express-rate-limit';
import { SharedHits, type CountedHits } from './shared-hits.js';
import { SharedRateLimitStore } from './shared-rate-limit.store.js';

/** One minute that never ends. */
class Counters extends SharedHits {
  readonly totals = new Map<string, number>();
  calls = 0;
  isAway = false;

  override async add(key: string, hits: number): Promise<CountedHits> {
    this.calls += 1;
    await Promise.resolve();
    if (this.isAway) throw new Error('The database is away');
    const total = (this.totals.get(key) ?? 0) + hits;
    this.totals.set(key, total);
    return { total, leftMs: 60_000 };
  }
}

describe('a rate limit shared by processes', () => {
  let counters: Counters;
  const processes = (count: number, limit: number) =>
    Array.from({ length: count }, () => {
      const store = new SharedRateLimitStore(counters, limit);
      store.init({ windowMs: 60_000 } as Options);
      return store;
    });
  const allowed = async (stores: readonly SharedRateLimitStore[], limit: number, requests: number) => {
    const hits = await Promise.all(
      Array.from({ length: requests }, (_, index) => stores[index % stores.length]!.increment('ann')),
    );
    return hits.filter(({ totalHits }) => totalHits <= limit).length;
  };

  beforeEach(() => void (counters = new Counters()));
  afterEach(() => void jest.restoreAllMocks());

  it('lets exactly as many requests through as one process would, if all of them are busy', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 300 }), async (count, limit) => {
        counters = new Counters();
        const stores = processes(count, limit);
        expect(await allowed(stores, limit, count * (limit + 10))).toBe(limit);
      }),
    );
  });

  it('never lets more through, however the requests are spread', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(2), { maxLength: 400 }),
        fc.integer({ min: 1, max: 130 }),
        async (picks, limit) => {
          counters = new Counters();
          const stores = processes(3, limit);
          let through = 0;
          for (const pick of picks) if ((await stores[pick]!.increment('ann')).totalHits <= limit) through += 1;
          expect(through).toBeLessThanOrEqual(limit);
          // Each of the others may hold a block that it has not used up.
          const unused = 2 * Math.max(1, Math.floor(limit / 60));
          expect(through).toBeGreaterThanOrEqual(Math.min(picks.length, limit - unused));
        },
      ),
    );
  });

  it('asks the database for one in ten requests, and not at all for a client that has used up its limit', async () => {
    const [store] = processes(1, 600);
    for (let index = 0; index < 600; index += 1) await store!.increment('ann');
    expect(counters.calls).toBe(60);
    for (let index = 0; index < 100; index += 1) await store!.increment('ann');
    expect(counters.calls).toBe(60);
  });

  it('counts each client by itself, and concurrent requests with one call', async () => {
    const [store] = processes(1, 600);
    await Promise.all(['ann', 'ann', 'ann', 'bob'].map((key) => store!.increment(key)));
    expect(counters.totals).toEqual(
      new Map([
        ['ann', 10],
        ['bob', 10],
      ]),
    );
    expect((await store!.increment('bob')).totalHits).toBe(2);
  });

  it('lets requests through up to its own limit while the database is away, asks it rarely, and logs it once', async () => {
    const warned = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    counters.isAway = true;
    const [store] = processes(1, 5);
    const totals = [];
    for (let index = 0; index < 7; index += 1) totals.push((await store!.increment('ann')).totalHits);
    expect(totals).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(counters.calls).toBe(1);
    expect(warned.mock.calls).toEqual([
      [{ reason: 'The database is away' }, 'Each process counts requests separately for now'],
    ]);
    store!.shutdown();
  });
});
