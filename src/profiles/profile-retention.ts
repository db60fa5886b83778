import { Injectable } from '@nestjs/common';
import { keptDays } from '../common/durations.js';
import { Config } from '../config/config.js';
import { Retention } from '../infrastructure/upkeep/retention.js';
import { UpkeepTasks } from '../infrastructure/upkeep/upkeep-tasks.js';
import { ErasureStore } from '../profile-store/erasure.store.js';

/** Deletes people who were last fetched more than PROFILE_RETENTION_DAYS ago. They may be fetched again. */
@Injectable()
export class ProfileRetention extends Retention {
  constructor(people: ErasureStore, config: Config, upkeep: UpkeepTasks) {
    super(upkeep, {
      name: 'profile-retention',
      cron: '47 * * * *',
      keptMs: keptDays(config.PROFILE_RETENTION_DAYS),
      deleteBefore: (time) => people.deleteFetchedBefore(time),
      message: 'Old profiles deleted',
    });
  }
}
