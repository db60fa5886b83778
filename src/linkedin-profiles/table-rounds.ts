import type { UpkeepProgress } from '../infrastructure/upkeep/upkeep-progress.js';
import type { JsonValue } from '../model/json-value.js';

/** A round ends after the page that reaches this number: at most about 200 requests of 1 MB. */
const ROWS_A_ROUND = 10_000;

export interface TableRounds {
  /** Name of the upkeep task. */
  name: string;
  /** How long the task rests after it has read the whole table, in milliseconds. */
  restMs: number;
}

export interface ReadPage {
  /** Rows that were read. */
  rows: number;
  /** Where the next page starts; null after the last one. */
  next: string | null;
}

interface Progress {
  /** Where the next round starts; null for the beginning of the table. */
  after: string | null;
  /** When the whole table had been read, in milliseconds since the epoch; null while it is being read. */
  completed_at: number | null;
}

/**
 * Reads the table page by page: a bounded number of rows, starting where the previous round ended, in whichever process that was.
 * A page that could not be processed is read again by the next round.
 */
export async function readRound(
  progress: UpkeepProgress,
  { name, restMs }: TableRounds,
  read: (after: string | null) => Promise<ReadPage>,
): Promise<void> {
  let { after, completed_at } = progressOf(await progress.read(name));
  if (completed_at !== null && Date.now() - completed_at < restMs) return;
  for (let rows = 0; rows < ROWS_A_ROUND;) {
    const page = await read(after);
    after = page.next;
    completed_at = after === null ? Date.now() : null;
    await progress.save(name, { after, completed_at });
    if (after === null) break;
    rows += page.rows;
  }
}

/** Anything that cannot be read means the beginning of the table. */
function progressOf(saved: JsonValue): Progress {
  const { after, completed_at } = (saved ?? {}) as Partial<Record<keyof Progress, JsonValue>>;
  return {
    after: typeof after === 'string' ? after : null,
    completed_at: typeof completed_at === 'number' ? completed_at : null,
  };
}
