import { Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Config } from '../config/config.js';
import { JobStore } from './job.store.js';

const HOUR_MS = 3_600_000;

/** Results hold personal data, so finished jobs are kept for a limited time. */
@Injectable()
export class JobRetention {
  private readonly logger = new Logger(JobRetention.name);

  constructor(
    private readonly jobs: JobStore,
    private readonly config: Config,
  ) {}

  /** Removes finished jobs past their time; answers how many. */
  clean(): Promise<number> {
    return this.jobs.removeFinishedBefore(new Date(Date.now() - this.config.JOB_RETENTION_HOURS * HOUR_MS));
  }

  @Interval(HOUR_MS)
  async cleanOnSchedule(): Promise<void> {
    try {
      const removed = await this.clean();
      if (removed > 0) this.logger.log({ removed }, 'Finished jobs removed');
    } catch (error) {
      this.logger.warn({ reason: (error as Error).message }, 'Finished jobs could not be removed yet');
    }
  }
}
