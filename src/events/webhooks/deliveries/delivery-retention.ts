import { Injectable } from '@nestjs/common';
import { DAY_MS } from '../../../common/durations.js';
import { Retention } from '../../../infrastructure/upkeep/retention.js';
import { UpkeepTasks } from '../../../infrastructure/upkeep/upkeep-tasks.js';
import { DeliveriesStore } from './deliveries.store.js';

/** Deletes deliveries after 30 days, as their events are. */
@Injectable()
export class DeliveryRetention extends Retention {
  constructor(deliveries: DeliveriesStore, upkeep: UpkeepTasks) {
    super(upkeep, {
      name: 'webhook-delivery-retention',
      cron: '47 * * * *',
      keptMs: 30 * DAY_MS,
      deleteBefore: (time) => deliveries.removeBefore(time),
      message: 'Old webhook deliveries deleted',
    });
  }
}
