import { Injectable, Logger } from '@nestjs/common';
import { Config } from '../config/config.js';
import type { UpkeepTask } from '../infrastructure/upkeep/upkeep-task.js';
import { UpkeepTasks } from '../infrastructure/upkeep/upkeep-tasks.js';
import { KnownPeople } from '../profile-store/known-people.store.js';

const HOUR_MS = 3_600_000;

/** Misses that are too old keep no source from being asked; they are deleted so that their table does not grow. */
@Injectable()
export class MissRetention implements UpkeepTask {
  readonly name = 'miss-retention';
  readonly cron = '41 * * * *';
  private readonly logger = new Logger(MissRetention.name);

  constructor(
    private readonly people: KnownPeople,
    private readonly config: Config,
    upkeep: UpkeepTasks,
  ) {
    upkeep.register(this);
  }

  async run(signal: AbortSignal): Promise<void> {
    const oldest = new Date(Date.now() - this.config.NOT_FOUND_MAX_AGE_HOURS * HOUR_MS);
    let deleted = 0;
    for (;;) {
      signal.throwIfAborted();
      const more = await this.people.forgetBefore(oldest);
      if (more === 0) break;
      deleted += more;
    }
    if (deleted > 0) this.logger.log({ deleted }, 'Old misses of profile sources deleted');
  }
}
