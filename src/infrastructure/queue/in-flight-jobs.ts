import { Logger } from '@nestjs/common';
import type { Job, JobWithMetadata, PgBoss } from 'pg-boss';
import { storable } from '../../common/text/storable.js';
import { releaseInterrupted, releaseRunning, postpone } from './job-recovery.js';
import { keepTrying } from '../keep-trying.js';
import { postponedUntil } from './postpone.error.js';
import { inTrace } from './queue-trace.js';
import type { Handler } from './queue.js';

/** Jobs taken by the workers of this process; recovers those whose end pg-boss does not record. */
export class InFlightJobs {
  private readonly logger = new Logger('Queue');
  private readonly running = new Set<string>();
  private readonly interrupted = new Set<string>();
  /** The job that each worker took last. */
  private readonly lastTaken = new Map<string, Job>();
  /** Each delivery separately: a job may have been taken again in the meantime, and be unrecorded again. */
  private readonly unrecorded = new Set<Job>();
  private recording = false;

  constructor(private readonly shutdown: AbortSignal) {}

  /** Runs the handler. @throws if the handler does, so that pg-boss retries the job */
  async handle<Payload extends object>(
    boss: PgBoss,
    worker: string,
    job: JobWithMetadata<Payload>,
    handler: Handler<Payload>,
  ): Promise<void> {
    this.lastTaken.set(worker, job);
    this.running.add(job.id);
    try {
      const attemptsLeft = job.retryLimit - job.retryCount;
      const signal = AbortSignal.any([job.signal, this.shutdown]);
      await inTrace(job, () => handler(job.data, signal, { attemptsLeft }));
    } catch (error) {
      const until = postponedUntil(error);
      if (until) return await postpone(boss, job, until);
      if (this.shutdown.aborted) this.interrupted.add(job.id);
      else this.logger.warn({ queue: job.name, job_id: job.id, err: error }, 'A job failed');
      throw recordable(error);
    } finally {
      this.running.delete(job.id);
    }
  }

  /**
   * A worker could not record how its last job ended: when the database is back, the job is made available again instead of
   * waiting for its heartbeat to expire. Does nothing if the end was recorded after all.
   */
  async requeueLastOf(worker: string, boss: () => Promise<PgBoss>): Promise<void> {
    const job = this.lastTaken.get(worker);
    if (job) this.unrecorded.add(job);
    this.lastTaken.delete(worker);
    if (this.recording) return;
    this.recording = true;
    // Another one may arrive while the last of them is put back.
    while (this.unrecorded.size > 0 && !this.shutdown.aborted)
      await keepTrying(async () => this.requeueUnrecorded(await boss()), this.shutdown);
    this.recording = false;
  }

  /** At shutdown: other processes continue immediately. */
  async releaseAll(boss: PgBoss): Promise<void> {
    await releaseInterrupted(boss, [...this.interrupted]);
    await releaseRunning(boss, [...this.running]);
    await this.requeueUnrecorded(boss);
  }

  private async requeueUnrecorded(boss: PgBoss): Promise<void> {
    for (const job of this.unrecorded) {
      await postpone(boss, job, new Date());
      this.unrecorded.delete(job);
    }
  }
}

/** pg-boss stores an error as jsonb with everything it holds, and would not record one that Postgres rejects. */
function recordable(error: unknown): Error {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  return Object.assign(new Error(storable(message)), { name: storable(name), stack: storable(stack) });
}
