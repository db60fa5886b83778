import type { PageRequest } from '../../common/pagination/page.js';
import type { ErasureReceipt, Removed } from './erasure-receipt.js';

export interface ReceiptsPage {
  rows: ErasureReceipt[];
  /** Null on the last page. */
  next_cursor: string | null;
}

/** Receipts of erasures. Every method throws an error that extends StoreUnavailableError if the database cannot be reached. */
export abstract class ErasureReceipts {
  /**
   * The receipt of the person whom these digests belong to; a new one if the person was never erased.
   * @param created_by name of the API key
   */
  abstract open(digests: readonly string[], created_by: string): Promise<ErasureReceipt>;
  /** Adds to the counts of removed records, and to the digests of the person. */
  abstract add(receipt_id: string, digests: readonly string[], removed: Partial<Removed>): Promise<void>;
  /** Records that everything was erased, unless it was before. */
  abstract finish(receipt_id: string): Promise<ErasureReceipt & { erased_at: Date }>;
  abstract find(receipt_id: string): Promise<ErasureReceipt | null>;
  /** Newest first. */
  abstract list(page: PageRequest): Promise<ReceiptsPage>;
  /** Those of the digests that belong to people who were erased. */
  abstract known(digests: readonly string[]): Promise<Set<string>>;
  /** Time of the last request for an erasure; null if there was none. */
  abstract latest(): Promise<Date | null>;
}
