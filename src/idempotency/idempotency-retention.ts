import { Injectable } from '@nestjs/common';
import { HOUR_MS } from '../common/durations.js';
import { Retention } from '../infrastructure/upkeep/retention.js';
import { UpkeepTasks } from '../infrastructure/upkeep/upkeep-tasks.js';
import { IdempotencyStore, KEPT_HOURS } from './idempotency.store.js';

/** Stored responses may hold personal data. */
@Injectable()
export class IdempotencyRetention extends Retention {
  constructor(store: IdempotencyStore, upkeep: UpkeepTasks) {
    super(upkeep, {
      name: 'idempotency-retention',
      cron: '31 * * * *',
      keptMs: KEPT_HOURS * HOUR_MS,
      deleteBefore: (time) => store.removeBefore(time),
      message: 'Old idempotency keys deleted',
    });
  }
}
