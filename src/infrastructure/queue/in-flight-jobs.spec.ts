import { setImmediate as turn } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import fc, { type Scheduler } from 'fast-check';
import type { JobWithMetadata } from 'pg-boss';
import { FakePgBoss } from '../../../test/support/fake-pg-boss.js';
import { StoreUnavailableError } from '../../common/errors/store-unavailable.error.js';
import { InFlightJobs } from './in-flight-jobs.js';
import { PostponeError } from './postpone.error.js';

beforeAll(() => Logger.overrideLogger(false));

describe('InFlightJobs', () => {
  let boss: FakePgBoss;
  let shutdown: AbortController;
  let jobs: InFlightJobs;
  beforeEach(() => {
    boss = new FakePgBoss(3);
    shutdown = new AbortController();
    jobs = new InFlightJobs(shutdown.signal);
  });
  afterEach(() => void jest.restoreAllMocks());

  const taken = (): JobWithMetadata => boss.take() as JobWithMetadata;
  const handle = (job: JobWithMetadata, handler: (signal: AbortSignal) => Promise<void>, worker = 'worker') =>
    jobs.handle(boss.asPgBoss, worker, job, (_, signal) => handler(signal));
  const requeueLastOf = (worker: string) => jobs.requeueLastOf(worker, async () => boss.asPgBoss);
  const states = () => boss.rows.map(({ state }) => state);

  it('leaves a finished job to pg-boss', async () => {
    const job = taken();
    await handle(job, async () => undefined);
    boss.end(job, 'completed');
    await requeueLastOf('worker');
    await jobs.releaseAll(boss.asPgBoss);
    expect(boss.handedBack).toEqual([]);
    expect(states()).toEqual(['completed', 'created', 'created']);
  });

  it('reports a failed handler to pg-boss, in text that Postgres can store', async () => {
    const failure = new TypeError('it \0fails\ud83d');
    await expect(handle(taken(), () => Promise.reject(failure))).rejects.toMatchObject({
      name: 'TypeError',
      message: 'it fails\ufffd',
      stack: expect.stringMatching(/^TypeError: it fails\ufffd\n +at .*in-flight-jobs\.spec/),
    });
    expect(boss.handedBack).toEqual([]);
  });

  it.each([
    ['a postponed job', new PostponeError(new Date())],
    ['a job whose store is unavailable', new StoreUnavailableError('away')],
  ])('puts back %s, and lets pg-boss treat it as finished', async (_, error) => {
    await handle(taken(), () => Promise.reject(error));
    expect(states()).toEqual(['retry', 'created', 'created']);
  });

  it('aborts the handler at shutdown', async () => {
    const handled = handle(
      taken(),
      (signal) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error))),
    );
    shutdown.abort(new Error('the process ends'));
    await expect(handled).rejects.toThrow('the process ends');
  });

  it('hands back at shutdown what gave up because of it, as if it had not started', async () => {
    const job = taken();
    const gate = Promise.withResolvers<void>();
    const handled = handle(job, () => gate.promise);
    shutdown.abort(new Error('the process ends'));
    gate.reject(new Error('the process ends'));
    await expect(handled).rejects.toThrow();
    boss.end(job, 'retry');
    await jobs.releaseAll(boss.asPgBoss);
    expect(states()).toEqual(['created', 'created', 'created']);
    expect(taken()).toMatchObject({ id: job.id, retryCount: 0 });
  });

  it('hands back at shutdown what does not end, and ignores its late result', async () => {
    const job = taken();
    const gate = Promise.withResolvers<void>();
    const handled = handle(job, () => gate.promise);
    shutdown.abort(new Error('the process ends'));
    await jobs.releaseAll(boss.asPgBoss);
    const again = taken();
    gate.resolve();
    await handled;
    boss.end(job, 'completed');
    expect(again).toMatchObject({ id: job.id });
    expect(states()).toEqual(['active', 'created', 'created']);
    expect(boss.handedBack).toEqual([job.id]);
  });

  it('hands back nothing at shutdown that another process has taken over', async () => {
    const job = taken();
    await expect(handle(job, () => Promise.reject(new Error('it fails')))).rejects.toThrow('it fails');
    boss.end(job, 'retry');
    expect(taken().id).toBe(job.id);
    shutdown.abort(new Error('the process ends'));
    await jobs.releaseAll(boss.asPgBoss);
    expect(boss.handedBack).toEqual([]);
    expect(states()).toEqual(['active', 'created', 'created']);
  });

  it('puts back a job whose end could not be recorded, as soon as the database is back', async () => {
    jest.spyOn(Math, 'random').mockReturnValue(0);
    await handle(taken(), async () => undefined);
    let failures = 3;
    boss.around = async () => {
      if (failures-- > 0) throw new Error('The database is away');
    };
    await requeueLastOf('worker');
    expect(states()).toEqual(['retry', 'created', 'created']);
    expect(boss.handedBack).toHaveLength(1);
  });

  it('puts nothing back if the end was recorded after all', async () => {
    const job = taken();
    await handle(job, async () => undefined);
    boss.end(job, 'completed');
    await requeueLastOf('worker');
    expect(boss.handedBack).toEqual([]);
  });

  it('puts nothing back twice', async () => {
    const job = taken();
    await handle(job, async () => undefined);
    await requeueLastOf('worker');
    const again = taken();
    await requeueLastOf('worker');
    expect(again.id).toBe(job.id);
    expect(boss.handedBack).toEqual([job.id]);
    expect(states()).toEqual(['active', 'created', 'created']);
  });

  it('puts back a job that was taken twice with neither end recorded, even if the first one is reported last', async () => {
    const first = taken();
    await handle(first, () => Promise.reject(new PostponeError(new Date())), 'one');
    const second = taken();
    expect(second.id).toBe(first.id);
    await handle(second, async () => undefined, 'two');
    const isBack = Promise.withResolvers<void>();
    const back = async () => {
      await isBack.promise;
      return boss.asPgBoss;
    };
    const requeued = Promise.all([jobs.requeueLastOf('two', back), jobs.requeueLastOf('one', back)]);
    isBack.resolve();
    await requeued;
    expect(states()).toEqual(['retry', 'created', 'created']);
  });

  it('forgets no job that arrives at any moment while the last one is put back', async () => {
    for (let moment = 0; moment < 12; moment += 1) {
      boss = new FakePgBoss(2);
      jobs = new InFlightJobs(shutdown.signal);
      await handle(taken(), async () => undefined, 'one');
      await handle(taken(), async () => undefined, 'two');
      const updated = Promise.withResolvers<void>();
      boss.around = () => updated.promise;
      const first = requeueLastOf('one');
      await turn();
      updated.resolve();
      for (let passed = 0; passed < moment; passed += 1) await Promise.resolve();
      await Promise.all([first, requeueLastOf('two')]);
      expect(states()).toEqual(['retry', 'retry']);
    }
  });

  it('hands back at shutdown what still has to be put back', async () => {
    const job = taken();
    await handle(job, async () => undefined);
    const away = Promise.withResolvers<never>();
    const requeued = jobs.requeueLastOf('worker', () => away.promise);
    shutdown.abort(new Error('the process ends'));
    away.reject(new Error('The database is away'));
    await requeued;
    await jobs.releaseAll(boss.asPgBoss);
    expect(states()).toEqual(['retry', 'created', 'created']);
    expect(boss.handedBack).toEqual([job.id]);
  });
});

type Ending = 'ends' | 'fails' | 'postpones' | 'never ends';

interface Handling {
  ending: Ending;
  /** The database does not record its end. */
  isUnrecorded: boolean;
}

const LAST: Handling = { ending: 'ends', isUnrecorded: false };

/** Workers as pg-boss runs them, over jobs with a script each; after its script, a job simply ends. */
class Scenario {
  readonly boss: FakePgBoss;
  /** Whether two handlers ever had one job at the same time. */
  hasOverlapped = false;
  private readonly shutdown = new AbortController();
  private readonly over = Promise.withResolvers<void>();
  private readonly grace = Promise.withResolvers<void>();
  /** The remaining script of each job. */
  private readonly scripts: Handling[][];
  private busy = 0;
  private stuck = 0;
  private readonly jobs = new InFlightJobs(this.shutdown.signal);
  private readonly handled = new Set<string>();
  private readonly requeues: Promise<void>[] = [];

  constructor(
    scripts: readonly Handling[][],
    private readonly scheduler: Scheduler,
  ) {
    this.scripts = scripts.map((script) => [...script]);
    this.boss = new FakePgBoss(scripts.length);
    this.boss.around = (call) => this.step(call);
  }

  /** Works until the worker finds nothing to take, twice in a row. */
  async worker(name: string): Promise<void> {
    this.busy += 1;
    for (let idle = 0; idle < 2 && !this.shutdown.signal.aborted; idle += 1) {
      await this.step(`${name} looks for a job`);
      const job = this.boss.take();
      if (job === null) continue;
      idle = 0;
      await this.handle(name, job);
    }
    this.busy -= 1;
    this.checkGrace();
  }

  async requeued(): Promise<void> {
    await Promise.all(this.requeues);
  }

  /** Shuts down as PgBossQueue does: cooperative handlers end before the rest is handed back. */
  async stop(): Promise<void> {
    await this.step('the process ends');
    this.shutdown.abort(new Error('the process ends'));
    this.checkGrace();
    await this.grace.promise;
    await this.jobs.releaseAll(this.boss.asPgBoss);
    this.over.resolve();
  }

  private async handle(worker: string, job: JobWithMetadata): Promise<void> {
    const { ending, isUnrecorded } = this.scripts[Number(job.id) - 1]?.shift() ?? LAST;
    const state = await this.jobs
      .handle(this.boss.asPgBoss, worker, job, (_, signal) => this.work(job.id, ending, signal))
      .then(
        () => 'completed' as const,
        () => 'retry' as const,
      );
    await this.step(`the end of ${job.id}`);
    if (!isUnrecorded) return this.boss.end(job, state);
    const requeued = this.jobs.requeueLastOf(worker, async () => {
      await this.step('the database is back');
      return this.boss.asPgBoss;
    });
    this.requeues.push(requeued);
  }

  private async work(id: string, ending: Ending, signal: AbortSignal): Promise<void> {
    if (!signal.aborted && this.handled.has(id)) this.hasOverlapped = true;
    this.handled.add(id);
    await this.step(`work on ${id}`);
    if (ending === 'never ends') {
      this.stuck += 1;
      this.checkGrace();
      await this.over.promise;
    }
    this.handled.delete(id);
    signal.throwIfAborted();
    if (ending === 'fails') throw new Error('it fails');
    if (ending === 'postpones') throw new PostponeError(new Date());
  }

  private checkGrace(): void {
    if (this.shutdown.signal.aborted && this.busy === this.stuck) this.grace.resolve();
  }

  private step(label: string): Promise<void> {
    return this.scheduler.schedule(Promise.resolve(), label);
  }
}

describe('InFlightJobs under any interleaving of workers, failures and unrecorded ends', () => {
  const script = (...endings: Ending[]) =>
    fc.array(fc.record<Handling>({ ending: fc.constantFrom(...endings), isUnrecorded: fc.boolean() }), {
      maxLength: 3,
    });
  const storiesOf = (...endings: Ending[]) => fc.array(script(...endings), { minLength: 1, maxLength: 5 });
  const names = fc.integer({ min: 1, max: 3 }).map((count) => ['a', 'b', 'c'].slice(0, count));

  it('finishes every job, and never runs one twice at once', async () => {
    await fc.assert(
      fc.asyncProperty(
        storiesOf('ends', 'fails', 'postpones'),
        names,
        fc.scheduler(),
        async (scripts, some, scheduler) => {
          const scenario = new Scenario(scripts, scheduler);
          await scheduler.waitFor(Promise.all(some.map((name) => scenario.worker(name))));
          // Each of them may encounter one more job whose end is not recorded.
          for (let round = 0; round <= scripts.flat().length + 1; round += 1) {
            await scheduler.waitFor(scenario.requeued());
            await scheduler.waitFor(scenario.worker('a later one'));
          }
          expect(scenario.boss.rows.map(({ state }) => state)).toEqual(scripts.map(() => 'completed'));
          expect(scenario.hasOverlapped).toBe(false);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('leaves no job active at shutdown that no worker is running', async () => {
    const scripts = storiesOf('ends', 'fails', 'postpones', 'never ends');
    await fc.assert(
      fc.asyncProperty(scripts, names, fc.scheduler(), async (given, some, scheduler) => {
        const scenario = new Scenario(given, scheduler);
        const workers = Promise.all(some.map((name) => scenario.worker(name)));
        await scheduler.waitFor(scenario.stop());
        await scheduler.waitFor(workers);
        await scheduler.waitIdle();
        expect(scenario.boss.rows.map(({ state }) => state)).not.toContain('active');
      }),
      { numRuns: 100 },
    );
  });
});
