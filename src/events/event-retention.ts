import { Injectable, Logger } from '@nestjs/common';
import type { UpkeepTask } from '../infrastructure/upkeep/upkeep-task.js';
import { UpkeepTasks } from '../infrastructure/upkeep/upkeep-tasks.js';
import { EventLog } from './log/event-log.js';

const KEPT_MS = 30 * 86_400_000;

/** Deletes events after 30 days. */
@Injectable()
export class EventRetention implements UpkeepTask {
  readonly name = 'event-retention';
  readonly cron = '37 * * * *';
  private readonly logger = new Logger(EventRetention.name);

  constructor(
    private readonly log: EventLog,
    upkeep: UpkeepTasks,
  ) {
    upkeep.register(this);
  }

  async run(signal: AbortSignal): Promise<void> {
    const removed = await this.log.removeBefore(new Date(Date.now() - KEPT_MS), signal);
    if (removed > 0) this.logger.log({ removed }, 'Old events deleted');
  }
}
