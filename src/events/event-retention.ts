import { Injectable } from '@nestjs/common';
import { DAY_MS } from '../common/durations.js';
import { Retention } from '../infrastructure/upkeep/retention.js';
import { UpkeepTasks } from '../infrastructure/upkeep/upkeep-tasks.js';
import { EventLog } from './log/event-log.js';

/** Deletes events after 30 days. */
@Injectable()
export class EventRetention extends Retention {
  constructor(events: EventLog, upkeep: UpkeepTasks) {
    super(upkeep, {
      name: 'event-retention',
      cron: '37 * * * *',
      keptMs: 30 * DAY_MS,
      deleteBefore: (time, signal) => events.removeBefore(time, signal),
      message: 'Old events deleted',
    });
  }
}
