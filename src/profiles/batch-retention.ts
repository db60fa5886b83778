import { Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Config } from '../config/config.js';
import { BatchStore } from '../profile-store/batch.store.js';

const HOUR_MS = 3_600_000;

/** Answers of batches hold personal data, so they are kept for a limited time. */
@Injectable()
export class BatchRetention {
  private readonly logger = new Logger(BatchRetention.name);

  constructor(
    private readonly store: BatchStore,
    private readonly config: Config,
  ) {}

  @Interval(HOUR_MS)
  async removeOld(): Promise<void> {
    const oldest = new Date(Date.now() - this.config.BATCH_RETENTION_HOURS * HOUR_MS);
    try {
      const removed = await this.store.removeOlderThan(oldest);
      if (removed > 0) this.logger.log({ removed }, 'Old batches removed');
    } catch (error) {
      this.logger.warn({ reason: (error as Error).message }, 'Old batches could not be removed yet');
    }
  }
}
