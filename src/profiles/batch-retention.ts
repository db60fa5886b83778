import { Injectable, Logger } from '@nestjs/common';
import { Config } from '../config/config.js';
import type { UpkeepTask } from '../infrastructure/upkeep/upkeep-task.js';
import { UpkeepTasks } from '../infrastructure/upkeep/upkeep-tasks.js';
import { BatchStore } from '../profile-store/batch.store.js';
import { ReprocessStore } from '../profile-store/reprocess.store.js';

const HOUR_MS = 3_600_000;

/** Answers of batches and filters hold personal data, so they are kept for a limited time. */
@Injectable()
export class BatchRetention implements UpkeepTask {
  readonly name = 'batch-retention';
  readonly cron = '23 * * * *';
  private readonly logger = new Logger(BatchRetention.name);

  constructor(
    private readonly store: BatchStore,
    private readonly reprocessing: ReprocessStore,
    private readonly config: Config,
    upkeep: UpkeepTasks,
  ) {
    upkeep.register(this);
  }

  async run(): Promise<void> {
    const oldest = new Date(Date.now() - this.config.BATCH_RETENTION_HOURS * HOUR_MS);
    const removed = await this.store.removeOlderThan(oldest);
    await this.reprocessing.removeOlderThan(oldest);
    if (removed > 0) this.logger.log({ removed }, 'Old batches deleted');
  }
}
