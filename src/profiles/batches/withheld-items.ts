import { randomUUID } from 'node:crypto';
import { LinkedInUrl } from '../../model/linkedin-url.js';
import type { PersonKeys } from '../../model/person-keys.js';
import type { IngestFailed, IngestFailure } from '../../pipeline/ingest-outcome.js';
import { suppressed } from '../../sources/source.errors.js';
import { errorOf, type FailedPipeline, type ProfileResult } from '../dto/profile-result.dto.js';
import type { ProfileToIngest } from '../dto/profile-to-ingest.dto.js';
import { profileResult } from '../profile-result.js';
import { withResponse, type BatchRecord, type StoredResponse, type WithheldItem } from './batch-record.js';
import type { BatchRequest } from './dto/batch-request.dto.js';

export function isWithheld(item: ProfileToIngest | WithheldItem): item is WithheldItem {
  return item.linkedin_url === null;
}

/** The keys of the person that each item of a batch is about. */
export function peopleOf({ request, response }: BatchRecord): PersonKeys[] {
  return request.profiles.map(({ linkedin_url }, index) => {
    const result = response?.results[index];
    const urls = [LinkedInUrl.safeParse(linkedin_url), LinkedInUrl.safeParse(result?.url)];
    return {
      slugs: [...new Set(urls.flatMap((url) => url?.slug ?? []))],
      linkedin_ids: result?.linkedin_id ? [result.linkedin_id] : [],
      emails: [],
    };
  });
}

/** The items that failed because their person is suppressed. */
export function refusedItems({ request, response }: BatchRecord): boolean[] {
  return request.profiles.map((_, index) => {
    const result = response?.results[index];
    return result ? errorOf(result)?.error_code === 'PERSON_SUPPRESSED' : false;
  });
}

/** The batch without the data of these items, of which only remains that their people are suppressed. */
export function withheld<Batch extends BatchRecord>(batch: Batch, isAffected: readonly boolean[]): Batch {
  const request = {
    ...batch.request,
    profiles: batch.request.profiles.map((item, index) => (isAffected[index] ? withheldItem(item) : item)),
  };
  const left = { ...batch, request };
  return left.response
    ? withResponse(
        left,
        withheldResponse(left.response, isAffected, () => null),
      )
    : left;
}

function withheldItem({ suggested_role, include_companies }: ProfileToIngest | WithheldItem): WithheldItem {
  return { linkedin_url: null, suggested_role, include_companies };
}

/** The batch for the client that waits for it: withheld items contain what this client sent itself. */
export function answerFor(request: BatchRequest, batch: BatchRecord, record: BatchRecord): BatchRecord {
  const isAffected = record.request.profiles.map(isWithheld);
  const urlOf = (index: number) => request.profiles[index]?.linkedin_url ?? null;
  return batch.response ? withResponse(batch, withheldResponse(batch.response, isAffected, urlOf)) : batch;
}

function withheldResponse(
  response: StoredResponse,
  isAffected: readonly boolean[],
  urlOf: (index: number) => string | null,
): StoredResponse {
  const results = response.results.map((result, index) =>
    isAffected[index] ? refusedResult(result, urlOf(index), response.started_at) : result,
  );
  return { ...response, results };
}

/** Results of earlier releases do not say which sources were asked. */
type StoredPipeline = Pick<FailedPipeline, 'pipeline_id'> & Partial<Pick<FailedPipeline, 'sources_asked'>>;

/** @param result of the item so far */
export function refusedResult(result: ProfileResult | null, url: string | null, started_at: Date): ProfileResult {
  const outcome = failedOutcome(refusal());
  if (result === null) return profileResult(outcome, url, started_at);
  const { pipeline_id, sources_asked = [] } = result.pipeline_metadata as StoredPipeline;
  return profileResult({ ...outcome, pipeline_id, sources_asked }, url, started_at);
}

/** Why an item about a suppressed person fails. */
function refusal(): IngestFailure {
  const { code, message, retryable } = suppressed();
  return { stage: 'resolve', code, message, details: null, retryable };
}

/** The outcome of an item that never ran. */
export function failedOutcome(failure: IngestFailure): IngestFailed {
  return {
    status: 'failed',
    pipeline_id: randomUUID(),
    failure,
    sources_asked: [],
    attempts: 0,
    completed_at: new Date(),
    duration_ms: 0,
  };
}
