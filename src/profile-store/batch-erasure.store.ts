import type { PersonKeys } from '../model/person-keys.js';
import type { StoredBatch } from './batch.store.js';

/** A stored batch that is to be replaced. */
export interface ReadBatch {
  batch: StoredBatch;
  /** Changes with the status and the documents of the batch. */
  version: string;
}

/** Batches that people occur in. */
export abstract class BatchErasureStore {
  /**
   * A page of the batches that are about the person, by id; batches of earlier releases do not say whom they are about, so all
   * of them are returned. Empty after the last one.
   * @param after id of the last batch of the previous page; null for the first page
   */
  abstract ofPerson(person: PersonKeys, after: string | null): Promise<ReadBatch[]>;
  /**
   * Replaces the documents of a batch, unless it was changed since it was read: returns whether it was replaced.
   * @param people whom the documents are about now
   */
  abstract replace(batch: StoredBatch, people: readonly PersonKeys[], version: string): Promise<boolean>;
}
