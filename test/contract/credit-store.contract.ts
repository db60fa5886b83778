import { beforeAll, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { DAY_MS, HOUR_MS } from '../../src/common/durations.js';
import { NO_JOB, type CreditMove, type CreditStore } from '../../src/credits/credit.store.js';
import { InMemoryCreditStore } from '../support/in-memory-credit.store.js';

const UNSPENT = { limit: null, spent: 0, reserved: 0 };

/** Cases that hold for every credit store; `runs` of the property. */
export function describeCreditStore(name: string, open: () => Promise<CreditStore>, runs: number): void {
  describe(`credits in ${name}`, () => {
    let store: CreditStore;
    beforeAll(async () => {
      store = await open();
    });
    const aMove = (job_id: string, values: Partial<CreditMove> = {}): CreditMove => ({
      job_id,
      holder: randomUUID(),
      move: 1,
      released: 0,
      spent: [],
      wanted: [],
      ...values,
    });
    const spent = (credits: number, source = 'one', key_name: string | null = 'ann') => ({ source, key_name, credits });
    const stateOf = async (job_id: string) => (await store.states([job_id]))[0];

    it('are unlimited and unspent for a job nobody has heard of', async () => {
      const job = randomUUID();
      expect(await store.states([job, randomUUID()])).toEqual([UNSPENT, UNSPENT]);
      expect(await store.move(aMove(job, { wanted: [5, 1_000_000] }))).toEqual({ granted: [true, true], limit: null });
      expect(await stateOf(job)).toEqual({ limit: null, spent: 0, reserved: 1_000_005 });
      expect(await store.states([])).toEqual([]);
    });

    it('are granted while they fit, in order, and those that fit after one that does not', async () => {
      const job = randomUUID();
      await store.open(job, 5);
      expect(await store.move(aMove(job, { wanted: [3, 3, 2, 1] }))).toEqual({
        granted: [true, false, true, false],
        limit: 5,
      });
      expect(await store.move(aMove(job, { wanted: [1] }))).toEqual({ granted: [false], limit: 5 });
      expect(await stateOf(job)).toEqual({ limit: 5, spent: 0, reserved: 5 });
    });

    it('that are given back or spent leave room for what they were not spent on, in one move', async () => {
      const [job, holder] = [randomUUID(), randomUUID()];
      await store.open(job, 5);
      await store.move(aMove(job, { holder, wanted: [4, 1] }));
      const next = aMove(job, {
        holder,
        move: 2,
        released: 5,
        spent: [spent(1), spent(2, 'two', null)],
        wanted: [2, 1],
      });
      expect(await store.move(next)).toEqual({ granted: [true, false], limit: 5 });
      expect(await stateOf(job)).toEqual({ limit: 5, spent: 3, reserved: 2 });
    });

    it('are moved once however often a move is repeated', async () => {
      const job = randomUUID();
      await store.open(job, 5);
      const move = aMove(job, { spent: [spent(1)], wanted: [2, 4] });
      const answers = [await store.move(move), await store.move(move), await store.move(move)];
      expect(answers).toEqual(answers.map(() => ({ granted: [true, false], limit: 5 })));
      expect(await stateOf(job)).toEqual({ limit: 5, spent: 1, reserved: 2 });
    });

    it('keep the limit that was set first, until it is changed', async () => {
      const job = randomUUID();
      await store.open(job, 5);
      await store.open(job, 7);
      expect(await stateOf(job)).toMatchObject({ limit: 5 });
      await store.setLimit(job, 1);
      expect(await store.move(aMove(job, { wanted: [2] }))).toEqual({ granted: [false], limit: 1 });
      await store.setLimit(job, null);
      expect(await store.move(aMove(job, { wanted: [2] }))).toEqual({ granted: [true], limit: null });
      await store.open(job, 3);
      expect(await stateOf(job)).toMatchObject({ limit: null });
    });

    it('are never granted twice to processes that ask at once', async () => {
      const job = randomUUID();
      await store.open(job, 7);
      const answers = await Promise.all(Array.from({ length: 20 }, () => store.move(aMove(job, { wanted: [1] }))));
      expect(answers.flatMap(({ granted }) => granted).filter(Boolean)).toHaveLength(7);
      expect(await stateOf(job)).toEqual({ limit: 7, spent: 0, reserved: 7 });
    });

    it('are counted by source and key, over all jobs and without one', async () => {
      const [source, key] = [`source-${randomUUID()}`, `key "${randomUUID()}"`];
      for (const job of [randomUUID(), randomUUID(), NO_JOB])
        await store.move(aMove(job, { spent: [spent(2, source, key), spent(1, source, null)] }));
      const totals = (await store.totals()).filter((entry) => entry.source === source);
      expect(totals).toHaveLength(2);
      expect(totals).toEqual(expect.arrayContaining([spent(6, source, key), spent(3, source, null)]));
      const day = new Date().setUTCHours(0, 0, 0, 0);
      const within = [new Date(day - DAY_MS), new Date(day + 2 * DAY_MS)] as const;
      for (const [period, ms] of [
        ['day', DAY_MS],
        ['hour', HOUR_MS],
      ] as const) {
        const spentThen = (await store.history(period, ...within)).filter((entry) => entry.source === source);
        // The first may have been spent in one hour, and the last in the next.
        expect(spentThen.reduce((sum, { credits }) => sum + credits, 0)).toBe(9);
        for (const { start } of spentThen) expect(start.getTime() % ms).toBe(0);
      }
      const later = await store.history('hour', new Date(day + 2 * DAY_MS), new Date(day + 3 * DAY_MS));
      expect(later).toEqual([]);
    });

    it('move as in the model, whatever the moves', async () => {
      const moves = fc.array(
        fc.record({
          holder: fc.nat(2),
          isRepeated: fc.boolean(),
          released: fc.nat(3),
          billed: fc.nat(2),
          wanted: fc.array(fc.nat(4), { maxLength: 4 }),
          limit: fc.option(fc.option(fc.nat(15)), { freq: 4 }),
        }),
        { maxLength: 12 },
      );
      await fc.assert(
        fc.asyncProperty(fc.nat(20), moves, async (limit, given) => {
          const [model, job] = [new InMemoryCreditStore(), randomUUID()];
          const holders = [randomUUID(), randomUUID(), randomUUID()];
          const held = [0, 0, 0];
          await Promise.all([store.open(job, limit), model.open(job, limit)]);
          for (const [index, { holder: place, released, billed, wanted, isRepeated, limit: next }] of given.entries()) {
            if (next !== null) await Promise.all([store.setLimit(job, next), model.setLimit(job, next)]);
            const freed = Math.min(released, held[place]!);
            const bill = billed === 0 ? [] : [spent(billed)];
            const move = {
              job_id: job,
              holder: holders[place]!,
              move: index + 1,
              released: freed,
              spent: bill,
              wanted,
            };
            const expected = await model.move(move);
            expect(await store.move(move)).toEqual(expected);
            if (isRepeated) expect(await store.move(move)).toEqual(expected);
            const granted = wanted.filter((_, wish) => expected.granted[wish]);
            held[place] = held[place]! - freed + granted.reduce((total, credits) => total + credits, 0);
            expect(await stateOf(job)).toEqual(model.stateOf(job));
          }
        }),
        { numRuns: runs },
      );
    });
  });
}
