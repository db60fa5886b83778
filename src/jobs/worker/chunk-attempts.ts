import type { Delivery } from '../../infrastructure/queue/queue.js';
import { CHUNK_RETRY_LIMIT } from '../job.store.js';
import type { ItemError, JobItem } from '../job.js';

/** Attempts on a chunk that ended without it being done; then its items go one by one, so that what is done is kept. */
const CAREFUL_AFTER = 2;
/** After so many, the item that each of them ended at is given up. */
const GIVEN_UP_AFTER = 5;

/** How a chunk is worked on, going by how often work on it broke off: its handler threw, or its process died. */
export class ChunkAttempts {
  private readonly failed: number;

  constructor({ attemptsLeft }: Delivery) {
    this.failed = CHUNK_RETRY_LIMIT - attemptsLeft;
  }

  get isCareful(): boolean {
    return this.failed >= CAREFUL_AFTER;
  }

  /** Of the unfinished items, in order, the one to be given up before the others are begun. */
  culprit([first]: readonly JobItem[]): JobItem | undefined {
    return this.failed >= GIVEN_UP_AFTER ? first : undefined;
  }
}

/** How the item ends that work broke off at again and again. */
export function givenUp({ email_number, email, attempts }: JobItem): ItemError {
  return {
    email_number,
    email,
    success: false,
    error: 'Work on this email broke off too often',
    error_type: 'unknown',
    retryable: true,
    attempts,
    timestamp: new Date(),
    token_used: null,
  };
}
