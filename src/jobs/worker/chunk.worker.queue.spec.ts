import { Logger } from '@nestjs/common';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { enriched } from '../../../test/contract/builders.js';
import { aJob, aResult, CONFIG } from '../../../test/contract/job-store.builders.js';
import { InMemoryCreditStore } from '../../../test/support/in-memory-credit.store.js';
import { noCredits } from '../../../test/support/no-credits.js';
import { answerInSlot } from '../../../test/support/answer-in-slot.js';
import { FakeLinkedInProfilesStore } from '../../../test/support/fake-linkedin-profiles.store.js';
import { FakeProfileStore } from '../../../test/support/fake-profile-store.js';
import { FakeTokenPool } from '../../../test/support/fake-token-pool.js';
import { InMemoryJobStore } from '../../../test/support/in-memory-job.store.js';
import { InMemoryQueue } from '../../../test/support/in-memory-queue.js';
import { settings } from '../../../test/support/settings.js';
import type { ProfileStore } from '../../profile-store/profile.store.js';
import { TokenLease } from '../../tokens/pool/token-lease.js';
import type { Job, JobItem } from '../job.js';
import { JOB_CHUNKS, type NewJob } from '../job.store.js';
import { BudgetWatch } from './budget-watch.js';
import { ChunkSequencer } from './chunk-sequencer.js';
import { ChunkWorker } from './chunk.worker.js';
import { FetchLimits } from './fetch-limits.js';
import { knowingNobody } from '../../../test/support/knowing-nobody.js';
import { FakeSuppressions } from '../../../test/support/fake-suppressions.js';
import { ResultPayloads } from '../result-payloads.js';
import type { ItemCall } from './item-preparer.js';
import { SuppressedRows } from '../suppressed-rows.js';
import { OutcomeRecorder } from './outcome-recorder.js';
import { PeopleRecorder } from './people-recorder.js';
import { TokenDispenser } from './token-dispenser.js';
import { Waiting } from './waiting.js';
import { Tally } from '../../common/tally/tally.js';
import { StageTimes } from '../../pipeline/stage-times.js';

/** The state shared by all processes. */
class Scenario {
  readonly profiles = new FakeLinkedInProfilesStore();
  readonly people = new FakeProfileStore();
  readonly pool = new FakeTokenPool({ one: 10_000, two: 10_000 });
  readonly queue = new InMemoryQueue();
  readonly jobs = new InMemoryJobStore(this.queue);
  readonly fetched: string[] = [];
  /** What a fetch waits for after it has a token. */
  gate: (email_number: number, signal: AbortSignal) => Promise<void> = async () => {};

  async created(emails: number, given: Partial<NewJob> = {}, chunkSize = 10): Promise<string> {
    const job = aJob(emails, given);
    await this.jobs.create({ ...job, config: { ...job.config, delay_seconds: 0 } }, chunkSize);
    return job.job_id;
  }

  /** A process with its own queue over the shared jobs. */
  async work(queue: InMemoryQueue = this.queue, role: 'all' | 'api' = 'all'): Promise<void> {
    const config = settings({ ROLE: role, DATABASE_URL: 'postgres://nobody@localhost/nothing' });
    const tokens = new TokenDispenser(this.pool.asPool, new Tally());
    const people = this.people as unknown as ProfileStore;
    const suppressions = new FakeSuppressions().asSuppressions;
    const prepare = async (item: JobItem, job: Job, { inSlot, signal }: ItemCall) =>
      answerInSlot(inSlot, () => this.prepared(item, job, tokens, signal));
    const worker = new ChunkWorker(
      queue,
      this.jobs,
      knowingNobody({ prepare }),
      new OutcomeRecorder(
        new PeopleRecorder(people, suppressions, new StageTimes(new Tally())),
        this.profiles,
        this.jobs,
        new ResultPayloads(people, this.profiles),
        noCredits(),
        new SuppressedRows(this.profiles),
        suppressions,
      ),
      new FetchLimits(config),
      tokens,
      new ChunkSequencer(),
      noCredits(),
      new BudgetWatch(new InMemoryCreditStore(), queue, this.jobs),
      config,
    );
    await worker.onApplicationBootstrap();
  }

  get uses(): number {
    return this.pool.accounts.reduce((sum, { used }) => sum + used, 0);
  }

  /** Why no call can be made, and nothing is decided; null where calls are made. */
  held: Waiting | null = null;

  private async prepared({ email_number, job_id }: JobItem, job: Job, tokens: TokenDispenser, signal: AbortSignal) {
    if (this.held) return this.held;
    const lease = await tokens.take(job_id, job.config.requests_per_token, [], signal);
    if (!(lease instanceof TokenLease)) return new Waiting('tokens', lease.retryAt);
    this.fetched.push(`${job_id} ${email_number}`);
    await this.gate(email_number, signal);
    const given = { saved_to_linkedin_profiles: false, token_used: lease.token_id };
    return { outcome: aResult(email_number, given), profile: enriched(`member-${email_number}`) };
  }
}

/** Starts fetches that end only when their process does. */
function endless() {
  const begun = Promise.withResolvers<void>();
  const gate = (_: number, signal: AbortSignal) => {
    begun.resolve();
    return new Promise<void>((__, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
  };
  return { begun: begun.promise, gate };
}

describe('ChunkWorker on a queue', () => {
  beforeAll(() => Logger.overrideLogger(false));

  let scenario: Scenario;
  beforeEach(() => void (scenario = new Scenario()));
  // Also ends calls of dead processes that are still in flight.
  afterEach(() => scenario.queue.stop());

  it('processes every chunk of a job until it is completed, each address once, and uses no more tokens than needed', async () => {
    const job_id = await scenario.created(95);
    await scenario.work();
    await scenario.queue.idle();
    expect(await scenario.jobs.find(job_id)).toMatchObject({
      status: 'completed',
      processed_emails: 95,
      saved_profiles: 95,
      waiting_for: null,
    });
    expect(scenario.fetched).toHaveLength(95);
    expect(scenario.profiles.rows.size).toBe(95);
    expect(scenario.uses).toBe(95);
    expect(scenario.queue.table.waiting(JOB_CHUNKS)).toEqual([]);
  });

  it('takes the chunks of an urgent job first', async () => {
    const normal = await scenario.created(40);
    const urgent = await scenario.created(40, { priority: 'URGENT' });
    await scenario.work();
    await scenario.queue.idle();
    expect(scenario.fetched[0]).toBe(`${urgent} 1`);
    expect(scenario.fetched.at(-1)).toContain(normal);
  });

  it('starts the chunks of a job one after another', async () => {
    const job_id = await scenario.created(30, { config: { ...CONFIG, concurrency: 2 } });
    await scenario.work();
    await scenario.queue.idle();
    expect(scenario.fetched).toEqual(Array.from({ length: 30 }, (_, index) => `${job_id} ${index + 1}`));
  });

  it('reports that a job is waiting for tokens, and continues when one is added, without using up an attempt', async () => {
    const [one, two] = scenario.pool.accounts;
    for (const account of [one, two]) Object.assign(account ?? {}, { limit: 6 });
    const job_id = await scenario.created(20, {}, 20);
    await scenario.work();
    await scenario.queue.idle();
    expect(await scenario.jobs.find(job_id)).toMatchObject({ processed_emails: 12, waiting_for: 'tokens' });
    const [chunk] = scenario.queue.table.waiting(JOB_CHUNKS);
    expect(chunk).toMatchObject({ state: 'waiting', failures: 0 });
    expect((chunk?.startAfter ?? Infinity) - scenario.queue.table.now).toBeLessThanOrEqual(15_000);
    Object.assign(one ?? {}, { limit: 100 });
    scenario.queue.table.elapse(15_000);
    await scenario.queue.idle();
    expect(await scenario.jobs.find(job_id)).toMatchObject({ status: 'completed', waiting_for: null });
    expect(scenario.fetched).toHaveLength(20);
    expect(scenario.uses).toBe(20);
  });

  it.each(['credits', 'source', 'store'] as const)(
    'decides none of 3,000 addresses while it waits for %s, shows why, and goes on by itself',
    async (reason) => {
      scenario.held = new Waiting(reason, new Date(Date.now() + 60_000));
      const job_id = await scenario.created(3_000, {}, 100);
      await scenario.work();
      await scenario.queue.idle();
      expect(await scenario.jobs.find(job_id)).toMatchObject({ processed_emails: 0, waiting_for: reason });
      const waiting = scenario.queue.table.waiting(JOB_CHUNKS);
      expect(waiting).toHaveLength(30);
      for (const chunk of waiting) {
        expect(chunk).toMatchObject({ state: 'waiting', failures: 0 });
        expect(chunk.startAfter - scenario.queue.table.now).toBeLessThanOrEqual(15_000);
      }
      scenario.held = null;
      scenario.queue.table.elapse(15_000);
      await scenario.queue.idle();
      expect(await scenario.jobs.find(job_id)).toMatchObject({
        processed_emails: 3_000,
        failed_emails: 0,
        waiting_for: null,
      });
      expect(scenario.fetched).toHaveLength(3_000);
    },
  );

  it('hands its chunks to the next process at shutdown, and returns unused token uses to the pool', async () => {
    const { begun, gate } = endless();
    scenario.gate = gate;
    const job_id = await scenario.created(25);
    await scenario.work();
    await begun;
    await scenario.queue.stop();
    await scenario.queue.idle();
    expect(scenario.uses).toBe(scenario.fetched.length);
    scenario.gate = async () => {};
    const next = new InMemoryQueue(scenario.queue.table);
    await scenario.work(next);
    await next.idle();
    expect(await scenario.jobs.find(job_id)).toMatchObject({ status: 'completed', processed_emails: 25 });
  });

  it('lets another process finish the job of a dead one, and fetches no stored item again', async () => {
    const { begun, gate } = endless();
    scenario.gate = async (number, signal) => {
      if (number > 20) await gate(number, signal);
    };
    const job_id = await scenario.created(40);
    const kept = Promise.withResolvers<void>();
    scenario.jobs.around = async (_, work) => {
      const result = await work();
      if (scenario.jobs.outcomesOf(job_id).length === 20) kept.resolve();
      return result;
    };
    await scenario.work();
    await Promise.all([begun, kept.promise]);
    scenario.queue.die();
    const before = scenario.fetched.length;
    scenario.gate = async () => {};
    const next = new InMemoryQueue(scenario.queue.table);
    await scenario.work(next);
    next.table.elapse(60_000);
    await next.idle();
    expect(await scenario.jobs.find(job_id)).toMatchObject({ status: 'completed', processed_emails: 40 });
    expect(scenario.fetched.slice(before)).toHaveLength(20);
  });

  it('does nothing for a cancelled or deleted job', async () => {
    const cancelled = await scenario.created(5);
    await scenario.jobs.cancel(cancelled);
    await scenario.work();
    await scenario.queue.idle();
    await scenario.queue.send(JOB_CHUNKS, { job_id: 'removed', from: 1, to: 5 });
    await scenario.queue.idle();
    expect(scenario.fetched).toEqual([]);
    expect(scenario.queue.table.waiting(JOB_CHUNKS)).toEqual([]);
  });

  it('does no work in a process that only serves requests', async () => {
    await scenario.created(5);
    await scenario.work(scenario.queue, 'api');
    await scenario.queue.idle();
    expect(scenario.fetched).toEqual([]);
  });
});
