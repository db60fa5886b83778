import { Logger } from '@nestjs/common';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { enriched } from '../../../test/contract/builders.js';
import { aJob, aResult, CONFIG } from '../../../test/contract/job-store.builders.js';
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
import { ChunkSequencer } from './chunk-sequencer.js';
import { ChunkWorker } from './chunk.worker.js';
import { FetchLimits } from './fetch-limits.js';
import type { ItemCall, ItemPreparer } from './item-preparer.js';
import { OutcomeRecorder } from './outcome-recorder.js';
import { PeopleRecorder } from './people-recorder.js';
import { TokenDispenser } from './token-dispenser.js';
import { Waiting } from './waiting.js';

/** The state shared by all processes. */
class World {
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
    const tokens = new TokenDispenser(this.pool.asPool);
    const prepare = async (item: JobItem, job: Job, { inSlot, signal }: ItemCall) =>
      answerInSlot(inSlot, () => this.prepared(item, job, tokens, signal));
    const worker = new ChunkWorker(
      queue,
      this.jobs,
      { prepare } as unknown as ItemPreparer,
      new OutcomeRecorder(new PeopleRecorder(this.people as unknown as ProfileStore), this.profiles, this.jobs),
      new FetchLimits(config),
      tokens,
      new ChunkSequencer(),
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

  let world: World;
  beforeEach(() => void (world = new World()));
  // Also ends calls of dead processes that are still in flight.
  afterEach(() => world.queue.stop());

  it('processes every chunk of a job until it is completed, each address once, and uses no more tokens than needed', async () => {
    const job_id = await world.created(95);
    await world.work();
    await world.queue.idle();
    expect(await world.jobs.find(job_id)).toMatchObject({
      status: 'completed',
      processed_emails: 95,
      saved_profiles: 95,
      waiting_for: null,
    });
    expect(world.fetched).toHaveLength(95);
    expect(world.profiles.rows.size).toBe(95);
    expect(world.uses).toBe(95);
    expect(world.queue.table.waiting(JOB_CHUNKS)).toEqual([]);
  });

  it('takes the chunks of an urgent job first', async () => {
    const normal = await world.created(40);
    const urgent = await world.created(40, { priority: 'URGENT' });
    await world.work();
    await world.queue.idle();
    expect(world.fetched[0]).toBe(`${urgent} 1`);
    expect(world.fetched.at(-1)).toContain(normal);
  });

  it('starts the chunks of a job one after another', async () => {
    const job_id = await world.created(30, { config: { ...CONFIG, concurrency: 2 } });
    await world.work();
    await world.queue.idle();
    expect(world.fetched).toEqual(Array.from({ length: 30 }, (_, index) => `${job_id} ${index + 1}`));
  });

  it('reports that a job is waiting for tokens, and continues when one is added, without using up an attempt', async () => {
    const [one, two] = world.pool.accounts;
    for (const account of [one, two]) Object.assign(account ?? {}, { limit: 6 });
    const job_id = await world.created(20, {}, 20);
    await world.work();
    await world.queue.idle();
    expect(await world.jobs.find(job_id)).toMatchObject({ processed_emails: 12, waiting_for: 'tokens' });
    const [chunk] = world.queue.table.waiting(JOB_CHUNKS);
    expect(chunk).toMatchObject({ state: 'waiting', failures: 0 });
    expect((chunk?.startAfter ?? Infinity) - world.queue.table.now).toBeLessThanOrEqual(15_000);
    Object.assign(one ?? {}, { limit: 100 });
    world.queue.table.elapse(15_000);
    await world.queue.idle();
    expect(await world.jobs.find(job_id)).toMatchObject({ status: 'completed', waiting_for: null });
    expect(world.fetched).toHaveLength(20);
    expect(world.uses).toBe(20);
  });

  it.each(['credits', 'source', 'store'] as const)(
    'decides none of 3,000 addresses while it waits for %s, shows why, and goes on by itself',
    async (reason) => {
      world.held = new Waiting(reason, new Date(Date.now() + 60_000));
      const job_id = await world.created(3_000, {}, 100);
      await world.work();
      await world.queue.idle();
      expect(await world.jobs.find(job_id)).toMatchObject({ processed_emails: 0, waiting_for: reason });
      const waiting = world.queue.table.waiting(JOB_CHUNKS);
      expect(waiting).toHaveLength(30);
      for (const chunk of waiting) {
        expect(chunk).toMatchObject({ state: 'waiting', failures: 0 });
        expect(chunk.startAfter - world.queue.table.now).toBeLessThanOrEqual(15_000);
      }
      world.held = null;
      world.queue.table.elapse(15_000);
      await world.queue.idle();
      expect(await world.jobs.find(job_id)).toMatchObject({
        processed_emails: 3_000,
        failed_emails: 0,
        waiting_for: null,
      });
      expect(world.fetched).toHaveLength(3_000);
    },
  );

  it('hands its chunks to the next process at shutdown, and returns unused token uses to the pool', async () => {
    const { begun, gate } = endless();
    world.gate = gate;
    const job_id = await world.created(25);
    await world.work();
    await begun;
    await world.queue.stop();
    await world.queue.idle();
    expect(world.uses).toBe(world.fetched.length);
    world.gate = async () => {};
    const next = new InMemoryQueue(world.queue.table);
    await world.work(next);
    await next.idle();
    expect(await world.jobs.find(job_id)).toMatchObject({ status: 'completed', processed_emails: 25 });
  });

  it('lets another process finish the job of a dead one, and fetches no stored item again', async () => {
    const { begun, gate } = endless();
    world.gate = async (number, signal) => {
      if (number > 20) await gate(number, signal);
    };
    const job_id = await world.created(40);
    const kept = Promise.withResolvers<void>();
    world.jobs.around = async (_, work) => {
      const result = await work();
      if (world.jobs.outcomesOf(job_id).length === 20) kept.resolve();
      return result;
    };
    await world.work();
    await Promise.all([begun, kept.promise]);
    world.queue.die();
    const before = world.fetched.length;
    world.gate = async () => {};
    const next = new InMemoryQueue(world.queue.table);
    await world.work(next);
    next.table.elapse(60_000);
    await next.idle();
    expect(await world.jobs.find(job_id)).toMatchObject({ status: 'completed', processed_emails: 40 });
    expect(world.fetched.slice(before)).toHaveLength(20);
  });

  it('does nothing for a cancelled or deleted job', async () => {
    const cancelled = await world.created(5);
    await world.jobs.cancel(cancelled);
    await world.work();
    await world.queue.idle();
    await world.queue.send(JOB_CHUNKS, { job_id: 'removed', from: 1, to: 5 });
    await world.queue.idle();
    expect(world.fetched).toEqual([]);
    expect(world.queue.table.waiting(JOB_CHUNKS)).toEqual([]);
  });

  it('does no work in a process that only serves requests', async () => {
    await world.created(5);
    await world.work(world.queue, 'api');
    await world.queue.idle();
    expect(world.fetched).toEqual([]);
  });
});
