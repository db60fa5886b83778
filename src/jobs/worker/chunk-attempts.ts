import type { Delivery } from '../../infrastructure/queue/queue.js';
import { CHUNK_RETRY_LIMIT } from '../job.store.js';
import type { ItemError, JobItem } from '../job.js';

/** Failed deliveries of a chunk after which its items are processed one by one, so that finished items are stored. */
const CAREFUL_AFTER = 2;
/** After this many, the item at which each further one ended is given up. */
const GIVEN_UP_AFTER = 5;

/** How to process a chunk, depending on how often its processing ended early because the handler threw or the process died. */
export class ChunkAttempts {
  private readonly failed: number;

  constructor({ attemptsLeft }: Delivery) {
    this.failed = CHUNK_RETRY_LIMIT - attemptsLeft;
  }

  get isCareful(): boolean {
    return this.failed >= CAREFUL_AFTER;
  }

  /** Which of the unfinished items, given in order, is given up before the others start. */
  culprit([first]: readonly JobItem[]): JobItem | undefined {
    return this.failed >= GIVEN_UP_AFTER ? first : undefined;
  }
}

/** The outcome of an item whose processing repeatedly ended early. */
export function givenUp({ email_number, email, linkedin_url, custom, attempts }: JobItem): ItemError {
  return {
    email_number,
    email,
    linkedin_url,
    custom,
    success: false,
    error: 'Processing of this item failed repeatedly',
    error_type: 'unknown',
    retryable: true,
    sources_asked: [],
    attempts,
    timestamp: new Date(),
    token_used: null,
  };
}
