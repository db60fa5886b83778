import type { Page, PageRequest } from '../common/pagination/page.js';
import type { AuditContext, AuditEntry, AuditRecord } from './audit-record.js';

/** Records of privileged operations. Every method throws StoreUnavailableError if the database is unavailable. */
export abstract class AuditStore {
  /** Adds all entries, or none. */
  abstract add(entries: readonly AuditEntry[], context: AuditContext): Promise<void>;
  /** Newest first. */
  abstract list(page: PageRequest): Promise<Omit<Page<AuditRecord>, 'total'>>;
  /** Returns how many were deleted. */
  abstract removeBefore(time: Date): Promise<number>;
}
