import { Injectable, Logger } from '@nestjs/common';
import { Config } from '../config/config.js';
import type { UpkeepTask } from '../infrastructure/upkeep/upkeep-task.js';
import { UpkeepTasks } from '../infrastructure/upkeep/upkeep-tasks.js';
import { AuditStore } from './audit.store.js';

const DAY_MS = 86_400_000;

/** Deletes records that are older than AUDIT_RETENTION_DAYS. */
@Injectable()
export class AuditRetention implements UpkeepTask {
  readonly name = 'audit-retention';
  readonly cron = '23 4 * * *';
  private readonly logger = new Logger(AuditRetention.name);

  constructor(
    private readonly store: AuditStore,
    private readonly config: Config,
    upkeep: UpkeepTasks,
  ) {
    upkeep.register(this);
  }

  async run(): Promise<void> {
    const days = this.config.AUDIT_RETENTION_DAYS;
    if (days === 0) return;
    const removed = await this.store.removeBefore(new Date(Date.now() - days * DAY_MS));
    if (removed > 0) this.logger.log({ removed }, 'Old audit records deleted');
  }
}
