import type { PersonKeys } from '../model/person-keys.js';

export type BatchStatus = 'pending' | 'processing' | 'completed';

/** A stored batch. Request and response are documents of the API, stored as they were received and sent. */
export interface StoredBatch {
  id: string;
  status: BatchStatus;
  request: unknown;
  /** Null until completed. */
  response: unknown;
  total_requested: number;
  created_at: Date;
  started_at: Date | null;
  completed_at: Date | null;
}

export abstract class BatchStore {
  /**
   * Stores the batch, or replaces it, unless one of the people whom its documents are about is suppressed: returns for each of them
   * whether that is so, in the given order.
   */
  abstract save(batch: StoredBatch, people: readonly PersonKeys[]): Promise<boolean[]>;
  abstract findById(id: string): Promise<StoredBatch | null>;
  /** Removes batches created before the date; answers how many. */
  abstract removeOlderThan(date: Date): Promise<number>;
}
