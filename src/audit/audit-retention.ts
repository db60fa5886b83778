import { Injectable } from '@nestjs/common';
import { keptDays } from '../common/durations.js';
import { Config } from '../config/config.js';
import { Retention } from '../infrastructure/upkeep/retention.js';
import { UpkeepTasks } from '../infrastructure/upkeep/upkeep-tasks.js';
import { AuditStore } from './audit.store.js';

/** Deletes records that are older than AUDIT_RETENTION_DAYS. */
@Injectable()
export class AuditRetention extends Retention {
  constructor(records: AuditStore, config: Config, upkeep: UpkeepTasks) {
    super(upkeep, {
      name: 'audit-retention',
      cron: '23 4 * * *',
      keptMs: keptDays(config.AUDIT_RETENTION_DAYS),
      deleteBefore: (time) => records.removeBefore(time),
      message: 'Old audit records deleted',
    });
  }
}
