import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { Config } from '../../config/config.js';
import { CreditsService } from '../../credits/credits.service.js';
import { PostponeError } from '../../infrastructure/queue/postpone.error.js';
import { Queue, type Delivery } from '../../infrastructure/queue/queue.js';
import { BudgetWatch } from './budget-watch.js';
import { ChunkAttempts, givenUp } from './chunk-attempts.js';
import { ChunkRun } from './chunk-run.js';
import { ChunkSequencer } from './chunk-sequencer.js';
import { FetchLimits } from './fetch-limits.js';
import { HeldJobs } from './held-jobs.js';
import { ItemPreparer } from './item-preparer.js';
import { JOB_CHUNKS, JobStore, type JobChunk } from '../job.store.js';
import type { Job, JobItem } from '../job.js';
import { OutcomeRecorder } from './outcome-recorder.js';
import { TokenDispenser } from './token-dispenser.js';

/**
 * Chunks taken at a time. One starts when all items of the previous one have started; the others store outcomes or wait for their
 * turn.
 */
const CHUNKS_AT_ONCE = 4;
/** Maximum wait before a blocked job looks for tokens again, in milliseconds, because one may have been added. */
const MAX_RETRY_DELAY_MS = 15_000;
const MIN_RETRY_DELAY_MS = 500;

@Injectable()
export class ChunkWorker implements OnApplicationBootstrap {
  private readonly logger = new Logger(ChunkWorker.name);
  private readonly held = new HeldJobs();

  constructor(
    private readonly queue: Queue,
    private readonly store: JobStore,
    private readonly preparer: ItemPreparer,
    private readonly recorder: OutcomeRecorder,
    private readonly limits: FetchLimits,
    private readonly tokens: TokenDispenser,
    private readonly sequencer: ChunkSequencer,
    private readonly credits: CreditsService,
    private readonly budgets: BudgetWatch,
    private readonly config: Config,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (this.config.ROLE === 'api') return;
    await this.queue.work<JobChunk>(JOB_CHUNKS, this.work.bind(this), { concurrency: CHUNKS_AT_ONCE });
  }

  /** @throws PostponeError if the job has to wait, StoreUnavailableError for a store, the signal's reason at shutdown */
  async work({ job_id, from, to }: JobChunk, signal: AbortSignal, delivery: Delivery): Promise<void> {
    using turn = await this.sequencer.enter(job_id);
    signal.throwIfAborted();
    const job = await this.store.begin(job_id);
    if (job === null) return;
    const attempts = new ChunkAttempts(delivery);
    const unfinished = await this.store.unfinished(job_id, from, to);
    const culprit = attempts.culprit(unfinished);
    if (culprit) await this.giveUp(job_id, culprit);
    const items = unfinished.filter((item) => item !== culprit);
    await this.credits.enter(job);
    const waitedFor = this.held.reasonOf(job_id);
    const run = new ChunkRun(job, this.preparer, this.recorder, this.limits.of(job), signal, attempts.isCareful);
    try {
      await run.process(items, turn.pass);
    } finally {
      await this.leave(job);
    }
    this.logger.debug({ job_id, from, to, blocked_by: run.blockedBy?.waitsFor }, 'Chunk processed');
    signal.throwIfAborted();
    this.held.update(job_id, waitedFor, run.blockedBy?.waitsFor ?? null);
    // Even if this run ended no item: a worker that died may have ended the last one.
    await this.store.complete(job_id);
    if (run.blockedBy === null) return;
    await this.store.waiting(job_id, run.blockedBy.waitsFor);
    const isBudget = run.blockedBy.waitsFor === 'budget';
    throw new PostponeError(isBudget ? await this.budgets.retryTime(job_id) : retryTime(run.blockedBy.retryAt));
  }

  private async leave(job: Job): Promise<void> {
    try {
      await this.limits.leave(job, () => this.tokens.release(job.job_id));
    } finally {
      await this.credits.leave(job);
    }
  }

  /** Processing of the chunk ended early at this item too often; the others are still processed. */
  private async giveUp(job_id: string, item: JobItem): Promise<void> {
    this.logger.error(
      { job_id, email_number: item.email_number },
      'Processing of this item ended early too often: it is recorded as failed',
    );
    await this.store.finish(job_id, [givenUp(item)]);
  }
}

function retryTime(retryAt: Date | null): Date {
  const delay = (retryAt?.getTime() ?? Number.POSITIVE_INFINITY) - Date.now();
  return new Date(Date.now() + Math.min(Math.max(delay, MIN_RETRY_DELAY_MS), MAX_RETRY_DELAY_MS));
}
