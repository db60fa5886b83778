import { Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { StoreUnavailableError } from '../../common/errors/store-unavailable.error.js';
import { CreditStore, type CreditState } from '../../credits/credit.store.js';
import { Queue } from '../../infrastructure/queue/queue.js';
import { JOB_CHUNKS, JobStore } from '../job.store.js';

const INTERVAL_MS = 2_000;
/** When a chunk is processed again if nothing wakes it, in milliseconds: the process that watches its job may have died. */
const POSTPONED_MS = 600_000;
/** How long a job is watched after its last chunk was postponed, in milliseconds. */
const WATCHED_MS = 2 * POSTPONED_MS;
/** A chunk that is being postponed while its job is checked is asleep after this many milliseconds at the latest. */
const ASLEEP_MS = 10_000;
const EVERY_CHUNK = 1_000_000;
/** When a chunk is processed again if there are credits, in milliseconds. */
const GIVEN_BACK_MS = 250;

/**
 * Wakes the chunks of jobs that have spent their budget when there are credits again: the limit was raised, or calls gave some back.
 * Otherwise the thousands of chunks of a long job would all look for credits every few seconds.
 */
@Injectable()
export class BudgetWatch {
  private readonly logger = new Logger(BudgetWatch.name);
  /** Jobs of this process, and when a chunk of each was postponed last, in milliseconds since 1970. */
  private readonly postponed = new Map<string, number>();

  constructor(
    private readonly credits: CreditStore,
    private readonly queue: Queue,
    private readonly jobs: JobStore,
  ) {}

  /**
   * The time until which a chunk is postponed if its job had no credits left: a short one if other calls have given some back in the
   * meantime. @throws StoreUnavailableError
   */
  async retryTime(job_id: string): Promise<Date> {
    this.postponed.set(job_id, Date.now());
    const [state] = await this.credits.states([job_id]);
    return new Date(Date.now() + (state && usefulChunks(state) > 0 ? GIVEN_BACK_MS : POSTPONED_MS));
  }

  @Interval(INTERVAL_MS)
  async lookAtAll(): Promise<void> {
    try {
      await this.look([...this.postponed.keys()]);
    } catch (error) {
      if (error instanceof StoreUnavailableError) return;
      this.logger.error({ err: error }, 'Jobs that wait for credits could not be checked');
    }
  }

  /** Wakes as many chunks as these jobs have credits for, also in other processes. @throws StoreUnavailableError */
  async look(jobs: readonly string[]): Promise<void> {
    if (jobs.length === 0) return;
    const states = await this.credits.states(jobs);
    for (const [index, job_id] of jobs.entries()) {
      const useful = usefulChunks(states[index]!);
      // A chunk that needed no credits may have recorded in the meantime that the job is not waiting.
      if (useful <= 0) await this.jobs.waiting(job_id, 'budget');
      await this.wake(job_id, useful);
    }
  }

  private async wake(job_id: string, useful: number): Promise<void> {
    const woken = useful > 0 ? await this.queue.wake(JOB_CHUNKS, { job_id }, useful) : null;
    const age = Date.now() - (this.postponed.get(job_id) ?? 0);
    if ((woken === 0 && age > ASLEEP_MS) || age > WATCHED_MS) this.postponed.delete(job_id);
  }
}

/** Each chunk needs a credit at least. */
function usefulChunks({ limit, spent, reserved }: CreditState): number {
  return limit === null ? EVERY_CHUNK : Math.floor(limit - spent - reserved);
}
