import { Injectable, Logger } from '@nestjs/common';
import { DAY_MS } from '../common/durations.js';
import type { UpkeepTask } from '../infrastructure/upkeep/upkeep-task.js';
import { UpkeepProgress } from '../infrastructure/upkeep/upkeep-progress.js';
import { UpkeepTasks } from '../infrastructure/upkeep/upkeep-tasks.js';
import { EmailAddress } from '../model/email-address.js';
import { LinkedInProfileKeys } from './linkedin-profile-keys.js';
import { readRound } from './table-rounds.js';

/** Reading 10 million rows of 10 KB costs one or two dollars, so the table is not read all the time. */
const RECHECK_AFTER_MS = 30 * DAY_MS;

interface Counts {
  moved: number;
  rejected: number;
}

/**
 * Moves the rows that other programs stored under an address as it was given (mixed case, Unicode domains, blanks) to the
 * normalized address, under which the service looks for them. It reads the whole table in rounds, then starts again after 30 days.
 */
@Injectable()
export class KeyNormalization implements UpkeepTask {
  readonly name = 'linkedin-profile-keys';
  readonly cron = '*/5 * * * *';
  private readonly logger = new Logger(KeyNormalization.name);

  constructor(
    private readonly keys: LinkedInProfileKeys,
    private readonly progress: UpkeepProgress,
    upkeep: UpkeepTasks,
  ) {
    upkeep.register(this);
  }

  async run(signal: AbortSignal): Promise<void> {
    const counts: Counts = { moved: 0, rejected: 0 };
    try {
      await readRound(this.progress, { name: this.name, restMs: RECHECK_AFTER_MS }, async (after) => {
        const page = await this.keys.page(after);
        await this.move(page.emails, counts, signal);
        return page;
      });
    } finally {
      if (counts.moved + counts.rejected > 0) this.logger.log(counts, 'Rows moved to their normalized email addresses');
    }
  }

  private async move(emails: readonly string[], counts: Counts, signal: AbortSignal): Promise<void> {
    for (const email of emails) {
      signal.throwIfAborted();
      const normalized = EmailAddress.safeParse(email)?.value ?? email;
      if (normalized === email) continue;
      const isMoved = await this.keys.move(email, normalized);
      counts[isMoved ? 'moved' : 'rejected'] += 1;
    }
  }
}
