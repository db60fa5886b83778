import { Injectable } from '@nestjs/common';
import { HOUR_MS } from '../../common/durations.js';
import { Config } from '../../config/config.js';
import { Retention } from '../../infrastructure/upkeep/retention.js';
import { UpkeepTasks } from '../../infrastructure/upkeep/upkeep-tasks.js';
import { BatchStore } from '../../profile-store/batch.store.js';
import { ReprocessStore } from '../../profile-store/reprocess.store.js';

/** Answers of batches and filters hold personal data, so they are kept for a limited time. */
@Injectable()
export class BatchRetention extends Retention {
  constructor(batches: BatchStore, reprocessing: ReprocessStore, config: Config, upkeep: UpkeepTasks) {
    super(upkeep, {
      name: 'batch-retention',
      cron: '23 * * * *',
      keptMs: config.BATCH_RETENTION_HOURS * HOUR_MS,
      deleteBefore: async (time) =>
        (await batches.removeEndedBefore(time)) + (await reprocessing.removeEndedBefore(time)),
      message: 'Old batches deleted',
    });
  }
}
