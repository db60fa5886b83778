import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import fc, { type Scheduler } from 'fast-check';
import { CONFIG } from '../../../test/contract/job-store.builders.js';
import { settings } from '../../../test/support/settings.js';
import type { Job } from '../job.js';
import { FetchLimits } from './fetch-limits.js';

const aJob = (job_id: string, concurrency: number): Job =>
  ({ job_id, config: { ...CONFIG, delay_seconds: 0, concurrency } }) as Job;

const limitsOf = (atOnce: number) => new FetchLimits(settings({ WORKER_CONCURRENCY: String(atOnce) }));

describe('FetchLimits', () => {
  it('tells the last chunk of a job, and only that one, that it is the last', async () => {
    const limits = limitsOf(5);
    const job = aJob('job', 2);
    const heard: string[] = [];
    limits.of(job);
    limits.of(job);
    await limits.leave(job, async () => void heard.push('first'));
    await limits.leave(job, async () => void heard.push('second'));
    expect(heard).toEqual(['second']);
    await limits.leave(job, async () => void heard.push('nobody'));
    limits.of(job);
    await limits.leave(job, async () => void heard.push('third'));
    expect(heard).toEqual(['second', 'third']);
  });

  it('releases the slot of a failed fetch', async () => {
    const inSlot = limitsOf(1).of(aJob('job', 1));
    await expect(inSlot(() => Promise.reject(new Error('it fails')))).rejects.toThrow('it fails');
    await expect(inSlot(async () => 'the next')).resolves.toBe('the next');
  });
});

interface ChunkOfFetches {
  job: number;
  /** Whether each fetch fails. */
  fetches: boolean[];
}

/** Counts the fetches in flight whenever one starts. */
class Scenario {
  most = 0;
  readonly mostOf = new Map<string, number>();
  ended = 0;
  private readonly inFlight: string[] = [];

  constructor(
    private readonly limits: FetchLimits,
    private readonly scheduler: Scheduler,
  ) {}

  async chunk(job: Job, fetches: readonly boolean[]): Promise<void> {
    await this.scheduler.schedule(Promise.resolve(), 'a chunk begins');
    const inSlot = this.limits.of(job);
    await Promise.allSettled(fetches.map((fails) => inSlot(() => this.fetch(job.job_id, fails))));
    await this.limits.leave(job, async () => undefined);
  }

  private async fetch(job_id: string, fails: boolean): Promise<void> {
    this.inFlight.push(job_id);
    this.most = Math.max(this.most, this.inFlight.length);
    const ofJob = this.inFlight.filter((one) => one === job_id).length;
    this.mostOf.set(job_id, Math.max(this.mostOf.get(job_id) ?? 0, ofJob));
    await this.scheduler.schedule(Promise.resolve(), 'a fetch');
    this.inFlight.splice(this.inFlight.indexOf(job_id), 1);
    this.ended += 1;
    if (fails) throw new Error('it fails');
  }
}

describe('FetchLimits under any interleaving of chunks, fetches and failures', () => {
  const chunks = fc.array(
    fc.record<ChunkOfFetches>({ job: fc.nat(2), fetches: fc.array(fc.boolean(), { maxLength: 12 }) }),
    { minLength: 1, maxLength: 6 },
  );
  const concurrency = fc.integer({ min: 1, max: 6 });

  it('never exceeds the limits of the process or the job, and makes no fetch wait forever', async () => {
    await fc.assert(
      fc.asyncProperty(
        chunks,
        concurrency,
        fc.tuple(concurrency, concurrency, concurrency),
        fc.scheduler(),
        async (given, atOnce, ofJobs, scheduler) => {
          const scenario = new Scenario(limitsOf(atOnce), scheduler);
          const jobs = ofJobs.map((of, index) => aJob(`job ${index}`, of));
          const working = given.map(({ job, fetches }) => scenario.chunk(jobs[job] as Job, fetches));
          await scheduler.waitFor(Promise.all(working));
          expect(scenario.ended).toBe(given.flatMap(({ fetches }) => fetches).length);
          expect(scenario.most).toBeLessThanOrEqual(atOnce);
          for (const { job_id, config } of jobs) {
            expect(scenario.mostOf.get(job_id) ?? 0).toBeLessThanOrEqual(config.concurrency);
          }
        },
      ),
      { numRuns: 100 },
    );
  });

  it('uses all the concurrency that is allowed', async () => {
    const limits = limitsOf(4);
    const gate = Promise.withResolvers<void>();
    const begun: string[] = [];
    const fetch = (job_id: string) => () => {
      begun.push(job_id);
      return gate.promise;
    };
    const [one, other] = [limits.of(aJob('one', 3)), limits.of(aJob('other', 3))];
    const fetches = Array.from({ length: 5 }, () => [one(fetch('one')), other(fetch('other'))]).flat();
    await turn();
    expect(begun).toHaveLength(4);
    gate.resolve();
    await Promise.all(fetches);
    expect(begun).toHaveLength(10);
  });
});
