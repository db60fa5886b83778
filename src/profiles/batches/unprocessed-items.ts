import type { IngestFailure } from '../../pipeline/ingest-outcome.js';
import { profileResult } from '../profile-result.js';
import type { BegunBatch, PlacedResult } from './batch-record.js';
import { failedOutcome, isWithheld, refusedResult } from './withheld-items.js';

/** For items whose processing ended early too often, because of a defect or because the process died. */
export const ABANDONED: IngestFailure = {
  stage: 'resolve',
  code: 'INTERNAL_ERROR',
  message: 'An unexpected error occurred',
  details: 'Processing of this batch failed repeatedly',
  retryable: true,
};

export const CANCELLED: IngestFailure = {
  stage: 'resolve',
  code: 'CANCELLED',
  message: 'The batch was cancelled',
  details: 'This profile was not processed',
  retryable: true,
};

/** Results for items that were not processed; items with a result keep theirs. */
export function unprocessed({ request, started_at }: BegunBatch, failure: IngestFailure): PlacedResult[] {
  return request.profiles.map((item, index) => ({
    index,
    result: isWithheld(item)
      ? refusedResult(null, null, started_at)
      : profileResult(failedOutcome(failure), item.linkedin_url ?? null, started_at),
  }));
}
