import { Injectable } from '@nestjs/common';
import { HOUR_MS } from '../common/durations.js';
import { Config } from '../config/config.js';
import { Retention } from '../infrastructure/upkeep/retention.js';
import { UpkeepTasks } from '../infrastructure/upkeep/upkeep-tasks.js';
import { JobStore } from './job.store.js';

/** Results hold personal data, so finished jobs are kept for a limited time. */
@Injectable()
export class JobRetention extends Retention {
  constructor(jobs: JobStore, config: Config, upkeep: UpkeepTasks) {
    super(upkeep, {
      name: 'job-retention',
      cron: '11 * * * *',
      keptMs: config.JOB_RETENTION_HOURS * HOUR_MS,
      deleteBefore: (time) => jobs.removeFinishedBefore(time),
      message: 'Finished jobs deleted',
    });
  }
}
