import { Injectable, Logger } from '@nestjs/common';
import { DAY_MS } from '../common/durations.js';
import type { UpkeepTask } from '../infrastructure/upkeep/upkeep-task.js';
import { UpkeepProgress } from '../infrastructure/upkeep/upkeep-progress.js';
import { UpkeepTasks } from '../infrastructure/upkeep/upkeep-tasks.js';
import { LinkedInProfileErasure } from '../linkedin-profiles/erasure/linkedin-profile-erasure.js';
import type { JsonValue } from '../model/json-value.js';
import type { PersonTraces } from '../model/person-traces.js';
import { PersonDigester } from '../suppression/person-digester.js';
import { ErasureReceipts } from './receipts/erasure-receipts.js';

const ROWS_A_ROUND = 10_000;
/** One reading serves all erasures of a day: DynamoDB charges one or two dollars for 10 million rows of 10 KB. */
const READ_EVERY_MS = DAY_MS;

interface Progress {
  /** Where the next round starts; null if the table is not being read. */
  after: string | null;
  /** Start of the last reading, in milliseconds since the epoch. */
  began_at: number;
  /** Whether it has reached the end of the table. */
  is_read: boolean;
}

/**
 * Deletes rows of erased people that DynamoDB finds only by reading the whole table: under other spellings of an address, and of
 * other addresses whose answer is about the person. It reads in rounds after an erasure, at most once a day.
 */
@Injectable()
export class ErasedRows implements UpkeepTask {
  readonly name = 'erased-linkedin-profiles';
  readonly cron = '*/5 * * * *';
  private readonly logger = new Logger(ErasedRows.name);

  constructor(
    private readonly rows: LinkedInProfileErasure,
    private readonly receipts: ErasureReceipts,
    private readonly digester: PersonDigester,
    private readonly progress: UpkeepProgress,
    upkeep: UpkeepTasks,
  ) {
    upkeep.register(this);
  }

  async run(signal: AbortSignal): Promise<void> {
    const saved = progressOf(await this.progress.read(this.name));
    const progress = saved.is_read ? await this.begun(saved) : saved;
    if (progress === null) return;
    let deleted = 0;
    for (let rows = 0; rows < ROWS_A_ROUND && !progress.is_read;) {
      signal.throwIfAborted();
      const page = await this.rows.erasePage(progress.after, (people) => this.areErased(people));
      Object.assign(progress, { after: page.next, is_read: page.next === null });
      await this.progress.save(this.name, { ...progress });
      rows += page.rows;
      deleted += page.deleted;
    }
    if (deleted > 0) this.logger.log({ deleted }, 'Rows of erased people deleted');
  }

  /** Null if no erasure was requested since the last reading began, or if it is too early to read again. */
  private async begun({ began_at }: Progress): Promise<Progress | null> {
    const latest = await this.receipts.latest();
    if (latest === null || latest.getTime() < began_at || Date.now() - began_at < READ_EVERY_MS) return null;
    return { after: null, began_at: Date.now(), is_read: false };
  }

  private async areErased(people: readonly PersonTraces[]): Promise<boolean[]> {
    const digests = people.map((person) => this.digester.digests(person));
    const erased = await this.receipts.known([...new Set(digests.flat())]);
    return digests.map((ofPerson) => ofPerson.some((digest) => erased.has(digest)));
  }
}

/** For unreadable progress, the table is read again after the next erasure. */
function progressOf(saved: JsonValue): Progress {
  const { after, began_at, is_read } = (saved ?? {}) as Partial<Record<keyof Progress, JsonValue>>;
  return {
    after: typeof after === 'string' ? after : null,
    began_at: typeof began_at === 'number' ? began_at : 0,
    is_read: is_read !== false,
  };
}
