import type { JobError, JobResult } from '../dto/job-results.dto.js';
import type { ItemError, ItemResult } from '../job.js';
import type { CustomColumns } from '../lists/custom-columns.js';
import { statusOf } from './shown-status.js';

/** ItemResult → JobResult */
export function jobResult(outcome: ItemResult, columns: CustomColumns): JobResult {
  const { attempts: _attempts, to_store: _toStore, is_erased: _erased, custom, ...result } = outcome;
  return { ...result, status: statusOf(outcome), custom: columns.byKey(custom) };
}

/** ItemError → JobError */
export function jobError(outcome: ItemError, columns: CustomColumns): JobError {
  const { is_erased: _erased, custom, ...error } = outcome;
  return { ...error, status: statusOf(outcome), custom: columns.byKey(custom) };
}
