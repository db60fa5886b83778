import type { IngestFailure } from '../../pipeline/ingest-outcome.js';
import { profileResult } from '../profile-result.js';
import type { BegunBatch, PlacedResult } from './batch-record.js';
import { failedOutcome, isWithheld, refusedResult } from './withheld-items.js';

const FAILURE: IngestFailure = {
  stage: 'resolve',
  code: 'INTERNAL_ERROR',
  message: 'An unexpected error occurred',
  details: 'Processing of this batch failed repeatedly',
  retryable: true,
};

/** Results of a batch whose processing ended early too often, because of a defect or because the process died. */
export function abandoned({ request, started_at }: BegunBatch): PlacedResult[] {
  return request.profiles.map((item, index) => ({
    index,
    result: isWithheld(item)
      ? refusedResult(null, null, started_at)
      : profileResult(failedOutcome(FAILURE), item.linkedin_url ?? null, started_at),
  }));
}
