import { Injectable, Logger } from '@nestjs/common';
import { Config } from '../config/config.js';
import type { UpkeepTask } from '../infrastructure/upkeep/upkeep-task.js';
import { UpkeepTasks } from '../infrastructure/upkeep/upkeep-tasks.js';
import { JobStore } from './job.store.js';

const HOUR_MS = 3_600_000;

/** Results hold personal data, so finished jobs are kept for a limited time. */
@Injectable()
export class JobRetention implements UpkeepTask {
  readonly name = 'job-retention';
  readonly cron = '11 * * * *';
  private readonly logger = new Logger(JobRetention.name);

  constructor(
    private readonly jobs: JobStore,
    private readonly config: Config,
    upkeep: UpkeepTasks,
  ) {
    upkeep.register(this);
  }

  /** Deletes finished jobs whose retention period is over; returns how many. */
  clean(): Promise<number> {
    return this.jobs.removeFinishedBefore(new Date(Date.now() - this.config.JOB_RETENTION_HOURS * HOUR_MS));
  }

  async run(): Promise<void> {
    const removed = await this.clean();
    if (removed > 0) this.logger.log({ removed }, 'Finished jobs deleted');
  }
}
