import { Logger } from '@nestjs/common';
import type { Job, JobWithMetadata, PgBoss } from 'pg-boss';
import { releaseInterrupted, releaseRunning, postpone } from './job-recovery.js';
import { keepTrying } from '../keep-trying.js';
import { PostponeError } from './postpone.error.js';
import type { Handler } from './queue.js';

/** The jobs that the workers of this process have taken, and what becomes of those whose end pg-boss does not see. */
export class InFlightJobs {
  private readonly logger = new Logger('Queue');
  private readonly running = new Set<string>();
  private readonly interrupted = new Set<string>();
  /** The job that each worker took last. */
  private readonly lastTaken = new Map<string, Job>();
  /** Each taking for itself: a job may have been taken again meanwhile, and be unrecorded again. */
  private readonly unrecorded = new Set<Job>();
  private recording = false;

  constructor(private readonly shutdown: AbortSignal) {}

  /** Has the job handled. @throws what the handler throws, so that pg-boss has the job tried again */
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
      await handler(job.data, AbortSignal.any([job.signal, this.shutdown]), { attemptsLeft });
    } catch (error) {
      if (error instanceof PostponeError) return await postpone(boss, job, error.until);
      if (this.shutdown.aborted) this.interrupted.add(job.id);
      else this.logger.warn({ queue: job.name, job_id: job.id, err: error }, 'A job failed');
      throw error;
    } finally {
      this.running.delete(job.id);
    }
  }

  /**
   * The worker could not say how its last job ended: as soon as the database is back, the job is given to whoever comes
   * first, instead of waiting for its heartbeat to be missed. Where the end was recorded after all, nothing happens.
   */
  async requeueLastOf(worker: string, boss: () => Promise<PgBoss>): Promise<void> {
    const job = this.lastTaken.get(worker);
    if (job) this.unrecorded.add(job);
    this.lastTaken.delete(worker);
    if (this.recording) return;
    this.recording = true;
    // Another one may come while the last of them is put back.
    while (this.unrecorded.size > 0 && !this.shutdown.aborted)
      await keepTrying(async () => this.requeueUnrecorded(await boss()), this.shutdown);
    this.recording = false;
  }

  /** At the end of the process: others go on at once. */
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
