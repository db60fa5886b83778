import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { InMemoryCreditStore } from '../../test/support/in-memory-credit.store.js';
import { StoreUnavailableError } from '../common/errors/store-unavailable.error.js';
import { CreditBook } from './credit-book.js';
import type { CreditAnswer, CreditMove } from './credit.store.js';

const JOB = 'a job';
const never = new AbortController().signal;
const entry = { source: 'one', key_name: 'ann' };
const wants = (credits: number, signal = never, mayWait = false) => ({ credits, signal, mayWait });

/** Lets the test decide when a move is made, and what becomes of its answer. */
class SlowStore extends InMemoryCreditStore {
  readonly asked: CreditMove[] = [];
  faults: ('lost' | 'rejected')[] = [];
  onMove = async () => {};

  override async move(move: CreditMove): Promise<CreditAnswer> {
    this.asked.push(move);
    await this.onMove();
    const fault = this.faults.shift();
    if (fault === 'rejected') throw new StoreUnavailableError('The database is away');
    const answer = await super.move(move);
    if (fault === 'lost') throw new StoreUnavailableError('The connection broke');
    return answer;
  }
}

async function limited(limit: number) {
  const store = new SlowStore();
  await store.open(JOB, limit);
  return { store, book: new CreditBook(store, JOB, 'holder', true) };
}

describe('the book of a job with a limit', () => {
  it('asks in one move for everything that is wanted while the one before is under way', async () => {
    const { store, book } = await limited(8);
    const opened = Promise.withResolvers<void>();
    store.onMove = () => opened.promise;
    const first = book.reserve(entry, wants(1));
    await Promise.resolve().then(() => undefined);
    const others = Array.from({ length: 9 }, () => book.reserve(entry, wants(1)));
    opened.resolve();
    const granted = (await Promise.all([first, ...others])).filter((reservation) => reservation !== null);
    expect(granted).toHaveLength(8);
    expect(store.asked.map(({ wanted }) => wanted.length)).toEqual([1, 9]);
  });

  it('gives back what was reserved for a caller who did not wait', async () => {
    const { store, book } = await limited(1);
    const controller = new AbortController();
    store.onMove = async () => controller.abort(new Error('given up'));
    await expect(book.reserve(entry, wants(1, controller.signal))).rejects.toThrow('given up');
    expect(await book.reserve(entry, wants(1))).not.toBeNull();
  });

  it('waits for calls under way, if the caller may, and is refused when none can give credits back', async () => {
    const { book } = await limited(1);
    const first = await book.reserve(entry, wants(1));
    expect(await book.reserve(entry, wants(1))).toBeNull();
    const [second, third] = [0, 1].map(() => book.reserve(entry, wants(1, never, true)));
    first?.settle(0);
    const granted = await second;
    expect(granted).not.toBeNull();
    granted?.settle(1);
    expect(await third).toBeNull();
  });

  it('waits no longer than its caller', async () => {
    const { book } = await limited(1);
    await book.reserve(entry, wants(1));
    const controller = new AbortController();
    const second = book.reserve(entry, wants(1, controller.signal, true));
    // It is refused before, and then waits.
    await book.reserve(entry, wants(1));
    controller.abort(new Error('given up'));
    await expect(second).rejects.toThrow('given up');
  });

  it('does not flush forever while others keep asking', async () => {
    const { store, book } = await limited(1_000);
    const first = await book.reserve(entry, wants(1));
    first?.settle(1);
    // Every move finds another reservation wanted.
    store.onMove = async () => void book.reserve(entry, wants(1)).catch(() => undefined);
    await book.flush();
    expect(store.stateOf(JOB).spent).toBe(1);
    store.onMove = async () => {};
  });

  it('tells whoever waits when the database is away, and repeats a move whose answer was lost', async () => {
    const { store, book } = await limited(3);
    store.faults = ['lost'];
    await expect(book.reserve(entry, wants(2))).rejects.toThrow('The connection broke');
    expect(store.stateOf(JOB).reserved).toBe(2);
    // The lost two are given back before three are asked for.
    expect(await book.reserve(entry, wants(3))).not.toBeNull();
    expect(store.stateOf(JOB)).toEqual({ limit: 3, spent: 0, reserved: 3 });
  });

  it('does not wait any longer when the limit is removed', async () => {
    const { store, book } = await limited(1);
    await store.setLimit(JOB, null);
    await book.reserve(entry, wants(5));
    const moves = store.asked.length;
    await book.reserve(entry, wants(5));
    expect(store.asked).toHaveLength(moves);
  });
});

describe('the book of a job without a limit', () => {
  it('writes what was spent in one move, and waits for none', async () => {
    const store = new SlowStore();
    const book = new CreditBook(store, JOB, 'holder', false);
    for (const source of ['one', 'one', 'two']) {
      const reservation = await book.reserve({ ...entry, source }, wants(2));
      reservation?.settle(2);
    }
    expect(store.asked).toEqual([]);
    await book.flush();
    expect(store.asked).toMatchObject([{ released: 0, wanted: [], spent: [{ credits: 4 }, { credits: 2 }] }]);
    expect(book.isIdle).toBe(true);
  });

  it('has a limit as soon as it hears of it', async () => {
    const store = new SlowStore();
    const book = new CreditBook(store, JOB, 'holder', false);
    (await book.reserve(entry, wants(2)))?.settle(2);
    await store.setLimit(JOB, 2);
    await book.flush();
    expect(await book.reserve(entry, wants(1))).toBeNull();
  });
});

interface Call {
  process: number;
  price: number;
  isBilled: boolean;
  isAborted: boolean;
  mayWait: boolean;
}

const calls = fc.array(
  fc.record<Call>({
    process: fc.nat(2),
    price: fc.integer({ min: 1, max: 3 }),
    isBilled: fc.boolean(),
    isAborted: fc.boolean(),
    mayWait: fc.boolean(),
  }),
  { minLength: 1, maxLength: 12 },
);
const faults = fc.array(fc.constantFrom(undefined, 'lost', 'rejected'), { maxLength: 10 }) as fc.Arbitrary<
  SlowStore['faults']
>;
const dies = fc.tuple(fc.boolean(), fc.boolean(), fc.boolean());

it('never lets a job be billed more than its limit, in any order, with lost answers and processes that die', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.nat(12), calls, faults, dies, async (scheduler, limit, given, odd, mortal) => {
      const { store } = await limited(limit);
      store.faults = [...odd];
      const dead = new Set<number>();
      const billed = [0, 0, 0];
      const total = () => billed.reduce((sum, credits) => sum + credits, 0);
      const check = () => {
        const { spent, reserved } = store.stateOf(JOB);
        expect(spent + reserved).toBeLessThanOrEqual(limit);
        expect(total()).toBeLessThanOrEqual(spent + reserved);
      };
      const books = [0, 1, 2].map((process) => {
        const move = async (asked: CreditMove) => {
          await scheduler.schedule(Promise.resolve());
          if (dead.has(process)) return new Promise<never>(() => undefined);
          const answer = await store.move(asked).finally(check);
          await scheduler.schedule(Promise.resolve());
          return dead.has(process) ? new Promise<never>(() => undefined) : answer;
        };
        return new CreditBook({ move }, JOB, `holder ${process}`, true);
      });
      const make = async ({ process, price, isBilled, isAborted, mayWait }: Call) => {
        const controller = new AbortController();
        await scheduler.schedule(Promise.resolve());
        if (isAborted) void scheduler.schedule(Promise.resolve()).then(() => controller.abort(new Error('given up')));
        const reservation = await books[process]!.reserve(entry, wants(price, controller.signal, mayWait)).catch(
          () => null,
        );
        if (reservation === null || dead.has(process)) return;
        if (isBilled) billed[process]! += price;
        check();
        await scheduler.schedule(Promise.resolve());
        if (!dead.has(process)) reservation.settle(isBilled ? price : 0);
      };
      const made = given.map(make);
      for (const [process, isMortal] of mortal.entries())
        if (isMortal) void scheduler.schedule(Promise.resolve()).then(() => dead.add(process));
      await scheduler.waitIdle();

      store.faults = [];
      const living = [0, 1, 2].filter((process) => !dead.has(process));
      const settle = async (book: CreditBook) => {
        // A move that is repeated leaves something to be given back.
        while (!book.isIdle) await book.flush();
      };
      await scheduler.waitFor(Promise.all(living.map((process) => settle(books[process]!))));
      check();
      const { spent, reserved } = store.stateOf(JOB);
      expect(spent).toBeLessThanOrEqual(total());
      expect(spent).toBeGreaterThanOrEqual(living.reduce((sum, process) => sum + billed[process]!, 0));
      // Everybody was answered, and only what dead processes held is left.
      if (dead.size === 0) await Promise.all(made);
      if (dead.size === 0) expect({ spent, reserved }).toEqual({ spent: total(), reserved: 0 });
    }),
    { numRuns: 400 },
  );
});
