import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { Config } from '../../config/config.js';
import { PostponeError } from '../../infrastructure/queue/postpone.error.js';
import { Queue } from '../../infrastructure/queue/queue.js';
import { ChunkRun } from './chunk-run.js';
import { ChunkSequencer } from './chunk-sequencer.js';
import { EmailFetcher } from './email-fetcher.js';
import { FetchLimits } from './fetch-limits.js';
import { JOB_CHUNKS, JobStore, type JobChunk } from '../job.store.js';
import { OutcomeRecorder } from './outcome-recorder.js';
import { TokenDispenser } from './token-dispenser.js';

/** One begins when the one before has all of its e-mails under way; others are stored and handed in, or wait for their turn. */
const CHUNKS_AT_ONCE = 4;
/** How long a job waits at most before it looks for tokens again, in milliseconds: one may have been added. */
const MAX_RETRY_DELAY_MS = 15_000;
const MIN_RETRY_DELAY_MS = 500;

/** Takes chunks of jobs from the queue and works on their unfinished items. */
@Injectable()
export class ChunkWorker implements OnApplicationBootstrap {
  private readonly logger = new Logger(ChunkWorker.name);

  constructor(
    private readonly queue: Queue,
    private readonly store: JobStore,
    private readonly fetcher: EmailFetcher,
    private readonly recorder: OutcomeRecorder,
    private readonly limits: FetchLimits,
    private readonly tokens: TokenDispenser,
    private readonly sequencer: ChunkSequencer,
    private readonly config: Config,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (this.config.ROLE === 'api') return;
    await this.queue.work<JobChunk>(JOB_CHUNKS, (chunk, signal) => this.work(chunk, signal), {
      concurrency: CHUNKS_AT_ONCE,
    });
  }

  /** @throws PostponeError where there is no token to go on with, the signal's reason where the process ends */
  async work(chunk: JobChunk, signal: AbortSignal): Promise<void> {
    const releaseTurn = await this.sequencer.enter(chunk.job_id);
    try {
      await this.processChunk(chunk, releaseTurn, signal);
    } finally {
      releaseTurn();
    }
  }

  private async processChunk(
    { job_id, from, to }: JobChunk,
    releaseTurn: () => void,
    signal: AbortSignal,
  ): Promise<void> {
    signal.throwIfAborted();
    const job = await this.store.begin(job_id);
    if (job === null) return;
    const items = await this.store.unfinished(job_id, from, to);
    const run = new ChunkRun(job, this.fetcher, this.recorder, this.limits.of(job), signal);
    try {
      await run.process(items, releaseTurn);
    } finally {
      await this.limits.leave(job, () => this.tokens.release(job_id));
    }
    this.logger.debug({ job_id, from, to, blocked_by: run.blockedBy?.reason }, 'Chunk worked on');
    signal.throwIfAborted();
    if (run.blockedBy === null) return;
    await this.store.waiting(job_id, 'tokens');
    throw new PostponeError(retryTime(run.blockedBy.retryAt));
  }
}

function retryTime(retryAt: Date | null): Date {
  const delay = (retryAt?.getTime() ?? Number.POSITIVE_INFINITY) - Date.now();
  return new Date(Date.now() + Math.min(Math.max(delay, MIN_RETRY_DELAY_MS), MAX_RETRY_DELAY_MS));
}
