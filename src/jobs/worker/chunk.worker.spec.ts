import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { anItem, CONFIG } from '../../../test/contract/job-store.builders.js';
import { InMemoryCreditStore } from '../../../test/support/in-memory-credit.store.js';
import { noCredits } from '../../../test/support/no-credits.js';
import { answerInSlot } from '../../../test/support/answer-in-slot.js';
import { settings } from '../../../test/support/settings.js';
import { DatabaseUnavailableError } from '../../infrastructure/postgres/database-unavailable.error.js';
import type { Queue } from '../../infrastructure/queue/queue.js';
import { BudgetWatch } from './budget-watch.js';
import { ChunkSequencer } from './chunk-sequencer.js';
import { ChunkWorker } from './chunk.worker.js';
import { FetchLimits } from './fetch-limits.js';
import { knowingNobody } from '../../../test/support/knowing-nobody.js';
import type { PreparedItem } from './prepared-item.js';
import type { ItemOutcome, Job, JobItem } from '../job.js';
import { CHUNK_RETRY_LIMIT, type JobStore } from '../job.store.js';
import type { OutcomeRecorder } from './outcome-recorder.js';
import type { TokenDispenser } from './token-dispenser.js';

const ITEMS = 12;
const never = new AbortController().signal;
const chunk = { job_id: 'job', from: 1, to: ITEMS };
const job = { job_id: 'job', status: 'processing', config: { ...CONFIG, delay_seconds: 0 } } as Job;

type Mishap = 'fails' | 'kills the process';

const defect = () => Promise.reject(new TypeError('defect'));

/** A job of a few items in memory; counts a paid call for each fetch. */
class Scenario {
  readonly ended = new Map<number, ItemOutcome>();
  readonly paid: number[] = [];
  readonly recordedTogether: number[] = [];
  /** What happens at an item instead of a response. */
  readonly mishaps = new Map<number, Mishap>();
  storeFailure: Error | null = null;
  isComplete = false;
  diesBeforeCompletion = false;
  /** At the end of the test, dead processes stop waiting. */
  readonly over = Promise.withResolvers<void>();

  /** One delivery of the chunk, after the given number of failed ones, to a process of its own; rejects if that process dies. */
  handOut(failed: number): Promise<void> {
    return new Promise((resolve, reject) => {
      let isAlive = true;
      const die = () => {
        isAlive = false;
        reject(new Error('The process was killed'));
        return this.forEver();
      };
      const worker = this.worker(die, () => isAlive);
      const delivery = { attemptsLeft: CHUNK_RETRY_LIMIT - failed };
      worker.work(chunk, never, delivery).then(resolve, reject);
    });
  }

  private worker(die: () => Promise<never>, isAlive: () => boolean): ChunkWorker {
    const jobs = {
      begin: async () => (this.isComplete ? null : job),
      unfinished: async () => this.unfinished(),
      waiting: async () => undefined,
      finish: async (_: string, outcomes: readonly ItemOutcome[]) => {
        if (!isAlive()) return this.forEver();
        if (this.storeFailure) throw this.storeFailure;
        for (const outcome of outcomes) this.ended.set(outcome.email_number, outcome);
        return 'processing';
      },
      complete: async () => {
        if (this.diesBeforeCompletion) return die();
        if (this.ended.size === ITEMS) this.isComplete = true;
        return job;
      },
    };
    const fetch = async (item: JobItem) => {
      this.paid.push(item.email_number);
      const mishap = this.mishaps.get(item.email_number);
      if (mishap) await (mishap === 'fails' ? defect() : die());
      return { outcome: { ...item, success: true }, profile: null } as unknown as PreparedItem;
    };
    const preparer = knowingNobody({
      prepare: (item, _, { inSlot }) => answerInSlot(inSlot, () => fetch(item)),
    });
    const recorder = {
      record: (_: Job, group: readonly PreparedItem[]) => {
        this.recordedTogether.push(group.length);
        return jobs.finish(
          'job',
          group.map(({ outcome }) => outcome),
        );
      },
    };
    return new ChunkWorker(
      {} as unknown as Queue,
      jobs as unknown as JobStore,
      preparer,
      recorder as unknown as OutcomeRecorder,
      new FetchLimits(settings({})),
      { release: async () => undefined } as unknown as TokenDispenser,
      new ChunkSequencer(),
      noCredits(),
      new BudgetWatch(new InMemoryCreditStore(), {} as unknown as Queue, jobs as unknown as JobStore),
      settings({}),
    );
  }

  private async forEver(): Promise<never> {
    await this.over.promise;
    throw new Error('The test is over');
  }

  private unfinished(): JobItem[] {
    const numbers = Array.from({ length: ITEMS }, (_, index) => index + 1).filter((number) => !this.ended.has(number));
    return numbers.map((email_number) => ({
      ...anItem(`${email_number}@example.com`),
      job_id: 'job',
      email_number,
      attempts: 0,
    }));
  }

  /** Redelivers, as the queue does, until the chunk is done; returns the number of deliveries. */
  async handOutUntilDone(most: number): Promise<number> {
    for (let failed = 0; failed < most; failed += 1) {
      const isDone = await this.handOut(failed).then(
        () => true,
        () => false,
      );
      if (isDone) return failed + 1;
    }
    throw new Error('The chunk is handed out again and again');
  }
}

describe('a chunk of a job', () => {
  beforeAll(() => Logger.overrideLogger(false));

  let scenario: Scenario;
  beforeEach(() => void (scenario = new Scenario()));
  afterEach(() => scenario.over.resolve());

  it('is done at the first delivery, with its outcomes stored together', async () => {
    await scenario.handOut(0);
    expect([...scenario.ended.keys()].toSorted((a, b) => a - b)).toHaveLength(ITEMS);
    expect(scenario.recordedTogether).toEqual([ITEMS]);
  });

  it('stores the other outcomes when one item fails with an internal error, and is redelivered for the rest', async () => {
    scenario.mishaps.set(3, 'fails');
    await expect(scenario.handOut(0)).rejects.toThrow('defect');
    expect(scenario.ended.size).toBeGreaterThanOrEqual(9);
    expect(scenario.ended.has(3)).toBe(false);
  });

  it('ends however often an item throws: that item is given up, and no other is paid for twice', async () => {
    scenario.mishaps.set(3, 'fails');
    expect(await scenario.handOutUntilDone(30)).toBeLessThan(10);
    expect(scenario.ended.size).toBe(ITEMS);
    expect(scenario.ended.get(3)).toMatchObject({ success: false, error_type: 'unknown', retryable: true });
    expect(scenario.paid.filter((number) => number !== 3)).toHaveLength(ITEMS - 1);
  });

  it('ends however often its items kill the process: those are given up, and the number of calls is bounded', async () => {
    scenario.mishaps.set(3, 'kills the process').set(7, 'kills the process');
    expect(await scenario.handOutUntilDone(30)).toBeLessThan(10);
    expect([...scenario.ended].filter(([, { success }]) => !success).map(([number]) => number)).toEqual([3, 7]);
    expect(scenario.ended.size).toBe(ITEMS);
    // Twice all of them at full speed, then one by one.
    expect(scenario.paid.filter((number) => ![3, 7].includes(number)).length).toBeLessThanOrEqual(3 * ITEMS);
  });

  it('is completed by the next worker if one died after the last item', async () => {
    scenario.diesBeforeCompletion = true;
    await expect(scenario.handOut(0)).rejects.toThrow('killed');
    expect(scenario.ended.size).toBe(ITEMS);
    scenario.diesBeforeCompletion = false;
    await scenario.handOut(1);
    expect(scenario.isComplete).toBe(true);
    expect(scenario.paid).toHaveLength(ITEMS);
  });

  it('leaves an unavailable job database to the queue, which waits for it', async () => {
    scenario.storeFailure = new DatabaseUnavailableError();
    await expect(scenario.handOut(0)).rejects.toThrow(DatabaseUnavailableError);
    await expect(scenario.handOut(4)).rejects.toThrow(DatabaseUnavailableError);
  });

  it('makes no call before the outcome of a given-up item is stored', async () => {
    scenario.storeFailure = new TypeError('defect');
    await expect(scenario.handOut(5)).rejects.toThrow('defect');
    expect(scenario.paid).toEqual([]);
  });
});
