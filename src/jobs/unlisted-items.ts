import { Injectable, Logger } from '@nestjs/common';
import type { UpkeepTask } from '../infrastructure/upkeep/upkeep-task.js';
import { UpkeepTasks } from '../infrastructure/upkeep/upkeep-tasks.js';
import { JobStore } from './job.store.js';

/** Removes the items of uploads and deletions that did not finish because their process died. */
@Injectable()
export class UnlistedItems implements UpkeepTask {
  readonly name = 'unlisted-items';
  readonly cron = '*/10 * * * *';
  private readonly logger = new Logger(UnlistedItems.name);

  constructor(
    private readonly jobs: JobStore,
    upkeep: UpkeepTasks,
  ) {
    upkeep.register(this);
  }

  async run(signal: AbortSignal): Promise<void> {
    const removed = await this.jobs.removeUnlisted(signal);
    if (removed > 0) this.logger.log({ items: removed }, 'Items of unfinished uploads and deleted jobs removed');
  }
}
