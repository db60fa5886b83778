import { Injectable, Logger } from '@nestjs/common';
import type { UpkeepTask } from '../infrastructure/upkeep/upkeep-task.js';
import { UpkeepProgress } from '../infrastructure/upkeep/upkeep-progress.js';
import { UpkeepTasks } from '../infrastructure/upkeep/upkeep-tasks.js';
import { EmailAddress } from '../model/email-address.js';
import type { JsonValue } from '../model/json-value.js';
import { LinkedInProfileKeys } from './linkedin-profile-keys.js';

/** A round ends after the page that reaches this number: at most about 200 requests of 1 MB. */
const ROWS_A_ROUND = 10_000;
/** Reading 10 million rows of 10 KB costs one or two dollars, so the table is not read all the time. */
const RECHECK_AFTER_MS = 30 * 24 * 3_600_000;

interface Progress {
  /** Where the next round starts; null for the beginning of the table. */
  after: string | null;
  /** When the whole table had been read, in milliseconds since the epoch; null while it is being read. */
  completed_at: number | null;
}

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
    let { after, completed_at } = progressOf(await this.progress.read(this.name));
    if (completed_at !== null && Date.now() - completed_at < RECHECK_AFTER_MS) return;
    const counts: Counts = { moved: 0, rejected: 0 };
    try {
      for (let rows = 0; rows < ROWS_A_ROUND;) {
        const page = await this.keys.page(after);
        await this.move(page.emails, counts, signal);
        after = page.next;
        completed_at = after === null ? Date.now() : null;
        await this.progress.save(this.name, { after, completed_at });
        if (after === null) break;
        rows += page.rows;
      }
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

/** Anything unknown starts anew. */
function progressOf(saved: JsonValue): Progress {
  const { after, completed_at } = (saved ?? {}) as Partial<Record<keyof Progress, JsonValue>>;
  return {
    after: typeof after === 'string' ? after : null,
    completed_at: typeof completed_at === 'number' ? completed_at : null,
  };
}
