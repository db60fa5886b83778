import type { Page, PageRequest } from '../common/pagination/page.js';
import type { PersonKeys } from '../model/person-keys.js';

export const batchStatuses = ['pending', 'processing', 'completed', 'cancelled'] as const;
export type BatchStatus = (typeof batchStatuses)[number];

/** A stored batch. Request and response are documents of the API, stored as they were received and sent. */
export interface StoredBatch {
  id: string;
  status: BatchStatus;
  request: unknown;
  /** As far as it is known; null until it begins. */
  response: unknown;
  total_requested: number;
  created_at: Date;
  started_at: Date | null;
  completed_at: Date | null;
  /** Items that have a result. */
  done: number;
  /** Those of them that failed. */
  failed: number;
  /** Goes up with every save; 0 for a new one. */
  revision: number;
}

/** A batch in a list, without its documents. */
export type ListedBatch = Omit<StoredBatch, 'request' | 'response' | 'revision'>;

export interface BatchFilter {
  status?: BatchStatus;
}

export interface BatchSave {
  /** For each of the people, in their order, whether the person is suppressed; nothing was stored if any of them is. */
  suppressed: boolean[];
  /** The revision that is stored now; null if nothing was stored. */
  revision: number | null;
}

export abstract class BatchStore {
  /**
   * Stores the batch, or replaces it if it has this revision, unless one of the people whom its documents are about is suppressed.
   */
  abstract save(batch: StoredBatch, people: readonly PersonKeys[]): Promise<BatchSave>;
  abstract findById(id: string): Promise<StoredBatch | null>;
  /** Newest first. */
  abstract list(filter: BatchFilter, page: PageRequest): Promise<Page<ListedBatch>>;
  /** Removes batches that ended before the date; returns how many. One that waits is kept, however old it is. */
  abstract removeEndedBefore(date: Date): Promise<number>;
}
