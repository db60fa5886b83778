import { Injectable } from '@nestjs/common';
import { HOUR_MS } from '../common/durations.js';
import { Config } from '../config/config.js';
import { Retention } from '../infrastructure/upkeep/retention.js';
import { UpkeepTasks } from '../infrastructure/upkeep/upkeep-tasks.js';
import { KnownPeople } from '../profile-store/known-people.store.js';

/** Misses that are too old no longer prevent a call to a source; they are deleted so that their table does not grow. */
@Injectable()
export class MissRetention extends Retention {
  constructor(people: KnownPeople, config: Config, upkeep: UpkeepTasks) {
    super(upkeep, {
      name: 'miss-retention',
      cron: '41 * * * *',
      keptMs: config.NOT_FOUND_MAX_AGE_HOURS * HOUR_MS,
      deleteBefore: (time) => people.forgetBefore(time),
      message: 'Old misses of profile sources deleted',
    });
  }
}
