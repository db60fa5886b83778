import { Injectable, Logger } from '@nestjs/common';
import { Config } from '../config/config.js';
import type { UpkeepTask } from '../infrastructure/upkeep/upkeep-task.js';
import { UpkeepTasks } from '../infrastructure/upkeep/upkeep-tasks.js';
import { ErasureStore } from '../profile-store/erasure.store.js';

const DAY_MS = 86_400_000;

/** Deletes people who were last fetched more than PROFILE_RETENTION_DAYS ago. They may be fetched again. */
@Injectable()
export class ProfileRetention implements UpkeepTask {
  readonly name = 'profile-retention';
  readonly cron = '47 * * * *';
  private readonly logger = new Logger(ProfileRetention.name);

  constructor(
    private readonly people: ErasureStore,
    private readonly config: Config,
    upkeep: UpkeepTasks,
  ) {
    upkeep.register(this);
  }

  async run(signal: AbortSignal): Promise<void> {
    const days = this.config.PROFILE_RETENTION_DAYS;
    if (days === 0) return;
    const oldest = new Date(Date.now() - days * DAY_MS);
    let deleted = 0;
    for (;;) {
      signal.throwIfAborted();
      const more = await this.people.deleteFetchedBefore(oldest);
      if (more === 0) break;
      deleted += more;
    }
    if (deleted > 0) this.logger.log({ deleted }, 'Old profiles deleted');
  }
}
