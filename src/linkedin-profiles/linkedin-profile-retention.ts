import { Injectable, Logger } from '@nestjs/common';
import { DAY_MS } from '../common/durations.js';
import { Config } from '../config/config.js';
import type { UpkeepTask } from '../infrastructure/upkeep/upkeep-task.js';
import { UpkeepProgress } from '../infrastructure/upkeep/upkeep-progress.js';
import { UpkeepTasks } from '../infrastructure/upkeep/upkeep-tasks.js';
import { LinkedInProfileRows, type TableRow } from './linkedin-profile-rows.js';
import { readRound } from './table-rounds.js';

/**
 * Deletes rows that are older than LINKEDIN_PROFILE_RETENTION_DAYS. It reads the whole table in rounds, because DynamoDB finds no
 * rows by age without an index, then starts again a day later.
 */
@Injectable()
export class LinkedInProfileRetention implements UpkeepTask {
  readonly name = 'linkedin-profile-retention';
  readonly cron = '*/5 * * * *';
  private readonly logger = new Logger(LinkedInProfileRetention.name);

  constructor(
    private readonly table: LinkedInProfileRows,
    private readonly progress: UpkeepProgress,
    private readonly config: Config,
    upkeep: UpkeepTasks,
  ) {
    upkeep.register(this);
  }

  async run(signal: AbortSignal): Promise<void> {
    const days = this.config.LINKEDIN_PROFILE_RETENTION_DAYS;
    if (days === 0) return;
    const oldest = new Date(Date.now() - days * DAY_MS);
    let deleted = 0;
    try {
      await readRound(this.progress, { name: this.name, restMs: DAY_MS }, async (after) => {
        signal.throwIfAborted();
        const page = await this.table.deletePage(after, async (rows) => olderThan(oldest, rows));
        deleted += page.deleted;
        return page;
      });
    } finally {
      if (deleted > 0) this.logger.log({ deleted }, 'Old rows of the LinkedIn profiles table deleted');
    }
  }
}

function olderThan(date: Date, rows: readonly TableRow[]): ReadonlySet<TableRow> {
  return new Set(rows.filter(({ at }) => at !== null && at < date));
}
