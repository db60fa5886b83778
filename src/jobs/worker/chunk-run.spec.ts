import pLimit from 'p-limit';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { aJob, anError, anItem, aResult } from '../../../test/contract/job-store.builders.js';
import { answerInSlot } from '../../../test/support/answer-in-slot.js';
import { StoreUnavailableError } from '../../common/errors/store-unavailable.error.js';
import type { ItemOutcome, Job, JobItem } from '../job.js';
import type { JobStatus } from '../job-state.js';
import { ChunkRun } from './chunk-run.js';
import { knowingNobody } from '../../../test/support/knowing-nobody.js';
import type { PreparedItem } from './prepared-item.js';
import type { OutcomeRecorder } from './outcome-recorder.js';
import { Waiting } from './waiting.js';

const CONCURRENCY = 30;

/** A run whose fetches end when the test says so; records outcomes in the groups in which they were stored. */
function aRun({ concurrency = CONCURRENCY, isHeld = false } = {}) {
  const { job_id, config } = aJob(1);
  const job = { job_id, status: 'processing', config: { ...config, delay_seconds: 0, concurrency } } as Job;
  const begun: number[] = [];
  const held = new Map<number, PromiseWithResolvers<void>>();
  const recorded: number[][] = [];
  const abort = new AbortController();
  const world = {
    answer: (number: number): ItemOutcome | Waiting => aResult(number),
    /** What follows the fetch of an item before it is stored. */
    enrich: async (): Promise<void> => undefined,
    record: async (): Promise<JobStatus | null> => 'processing',
    /** Items that need no fetch, by number, or why that cannot be found out. */
    settled: new Map<number, PreparedItem | Error>(),
  };
  const fetch = async ({ email_number }: JobItem, signal: AbortSignal) => {
    begun.push(email_number);
    const gate = Promise.withResolvers<void>();
    held.set(email_number, gate);
    if (!isHeld) gate.resolve();
    signal.addEventListener('abort', () => gate.reject(signal.reason as Error));
    await gate.promise;
    return world.answer(email_number);
  };
  const preparer = knowingNobody({
    settled: async ({ email_number }) => {
      const settled = world.settled.get(email_number) ?? null;
      if (settled instanceof Error) throw settled;
      return settled;
    },
    prepare: async (item, _, { inSlot, signal }) => {
      const answer = await answerInSlot(inSlot, () => fetch(item, signal));
      if (answer instanceof Waiting) return answer;
      await world.enrich();
      return { outcome: answer, profile: null } as PreparedItem;
    },
  });
  const recorder = {
    record: (_: Job, group: readonly PreparedItem[]) => {
      recorded.push(group.map(({ outcome }) => outcome.email_number));
      return world.record();
    },
  };
  const run = new ChunkRun(job, preparer, recorder as unknown as OutcomeRecorder, pLimit(concurrency), abort.signal);
  const end = (...numbers: number[]) => numbers.forEach((number) => held.get(number)?.resolve());
  return { run, job, begun, end, recorded, abort, world };
}

const items = (count: number): JobItem[] =>
  Array.from({ length: count }, (_, index) => ({
    ...anItem(`${index + 1}@example.com`),
    job_id: 'job',
    email_number: index + 1,
    attempts: 0,
  }));

const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

describe('ChunkRun', () => {
  beforeEach(() => void jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] }));
  afterEach(() => void jest.useRealTimers());

  it('stores outcomes in groups of 25, and the rest at the end', async () => {
    const { run, recorded } = aRun({ concurrency: 1 });
    await run.process(items(60), () => undefined);
    expect(recorded).toEqual([numbers(1, 25), numbers(26, 50), numbers(51, 60)]);
  });

  it('stores a partial group after a while', async () => {
    const { run, end, recorded } = aRun({ isHeld: true });
    const processed = run.process(items(3), () => undefined);
    await turn();
    end(1, 3);
    await turn();
    expect(recorded).toEqual([]);
    await jest.advanceTimersByTimeAsync(250);
    expect(recorded).toEqual([[1, 3]]);
    await jest.advanceTimersByTimeAsync(1_000);
    end(2);
    await processed;
    expect(recorded).toEqual([[1, 3], [2]]);
  });

  it('stores what is settled without a slot, and all have started when the others have theirs', async () => {
    const { run, begun, end, recorded, world } = aRun({ concurrency: 1, isHeld: true });
    for (const number of [1, 3]) world.settled.set(number, { outcome: aResult(number), profile: null });
    let haveStarted = false;
    const processed = run.process(items(3), () => void (haveStarted = true));
    await turn();
    expect([begun, haveStarted]).toEqual([[2], true]);
    await jest.advanceTimersByTimeAsync(250);
    expect(recorded).toEqual([[1, 3]]);
    end(2);
    await processed;
  });

  it('waits for the store of people if an item needs what is in there', async () => {
    const { run, begun, world } = aRun({ concurrency: 1 });
    for (const number of [1, 2, 3]) world.settled.set(number, new StoreUnavailableError('away'));
    await run.process(items(3), () => undefined);
    expect(run.blockedBy).toEqual(new Waiting('store', null));
    expect(begun).toEqual([]);
  });

  it('ends after everything is stored', async () => {
    const { run, world } = aRun();
    const stored = Promise.withResolvers<JobStatus>();
    world.record = () => stored.promise;
    let hasEnded = false;
    const processed = run.process(items(3), () => undefined).then(() => (hasEnded = true));
    await turn();
    expect(hasEnded).toBe(false);
    stored.resolve('processing');
    await expect(processed).resolves.toBe(true);
  });

  it('reports when the last item has started, and stays within the concurrency of the job', async () => {
    const { run, begun, end } = aRun({ isHeld: true, concurrency: 2 });
    let haveAllStarted = false;
    const processed = run.process(items(3), () => void (haveAllStarted = true));
    await turn();
    expect(begun).toEqual([1, 2]);
    expect(haveAllStarted).toBe(false);
    end(2);
    await turn();
    expect(begun).toEqual([1, 2, 3]);
    expect(haveAllStarted).toBe(true);
    end(1, 3);
    await processed;
  });

  it('fetches the next ones while those that were fetched are prepared for storing', async () => {
    const { run, begun, recorded, world } = aRun({ concurrency: 2 });
    const enriched = Promise.withResolvers<void>();
    world.enrich = () => enriched.promise;
    const processed = run.process(items(8), () => undefined);
    for (let turns = 0; turns < 20; turns += 1) await turn();
    expect(begun).toEqual(numbers(1, 8));
    expect(recorded).toEqual([]);
    enriched.resolve();
    await processed;
    expect(recorded).toEqual([numbers(1, 8)]);
  });

  it('ends immediately if no items are left', async () => {
    const { run, recorded } = aRun();
    await run.process([], () => undefined);
    expect(recorded).toEqual([]);
  });

  it('starts nothing more once a call has to wait, reports why, and stores what was fetched', async () => {
    const { run, begun, recorded, world } = aRun({ concurrency: 1 });
    const why = new Waiting('credits', new Date());
    world.answer = (number) => (number === 3 ? why : aResult(number));
    await run.process(items(9), () => undefined);
    expect(run.blockedBy).toBe(why);
    expect(begun).toEqual([1, 2, 3]);
    expect(recorded).toEqual([[1, 2]]);
  });

  it('starts nothing more while the token table is unavailable', async () => {
    const { run, begun, recorded, world } = aRun({ concurrency: 1 });
    world.answer = (number) => {
      if (number === 2) throw new StoreUnavailableError('away');
      return anError(number);
    };
    await run.process(items(9), () => undefined);
    expect(run.blockedBy).toEqual(new Waiting('store', null));
    expect(begun).toEqual([1, 2]);
    expect(recorded).toEqual([[1]]);
  });

  it('leaves the rest to the next process at shutdown, and stores what was fetched', async () => {
    const { run, begun, end, recorded, abort } = aRun({ isHeld: true, concurrency: 2 });
    const processed = run.process(items(5), () => undefined);
    await turn();
    end(1);
    await turn();
    abort.abort(new Error('the process ends'));
    await processed;
    expect(begun).toEqual([1, 2, 3]);
    expect(recorded).toEqual([[1]]);
    expect(run.blockedBy).toBeNull();
  });

  it.each([
    ['was cancelled', 'cancelled'],
    ['ended', 'completed'],
  ] as const)('begins nothing more for a job that %s', async (_, status) => {
    const { run, begun, world } = aRun({ concurrency: 1 });
    world.record = async () => status;
    await run.process(items(60), () => undefined);
    expect(begun.length).toBeLessThan(30);
  });

  it('rejects if outcomes cannot be stored, starts nothing more, and leaves nothing in flight', async () => {
    const { run, begun, end, recorded, world } = aRun({ isHeld: true, concurrency: 26 });
    const failure = new StoreUnavailableError('away');
    world.record = () => Promise.reject(failure);
    let hasEnded = false;
    const processed = run.process(items(60), () => undefined).finally(() => (hasEnded = true));
    processed.catch(() => undefined);
    await turn();
    end(...numbers(1, 25));
    await turn();
    await turn();
    const afterFailure = [...begun];
    expect(recorded[0]).toEqual(numbers(1, 25));
    expect(hasEnded).toBe(false);
    end(...begun);
    await expect(processed).rejects.toBe(failure);
    expect(begun).toEqual(afterFailure);
  });
});
