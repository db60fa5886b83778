import type { JobError, JobResult } from '../dto/job-results.dto.js';
import type { ItemError, ItemResult } from '../job.js';
import type { CustomColumns } from '../lists/custom-columns.js';

/** ItemResult → JobResult */
export function jobResult(
  { attempts: _attempts, to_store: _toStore, custom, ...result }: ItemResult,
  columns: CustomColumns,
): JobResult {
  return { ...result, status: 'completed', custom: columns.byKey(custom) };
}

/** ItemError → JobError */
export function jobError({ custom, ...error }: ItemError, columns: CustomColumns): JobError {
  return { ...error, status: 'failed', custom: columns.byKey(custom) };
}
