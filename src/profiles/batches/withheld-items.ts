import { randomUUID } from 'node:crypto';
import { LinkedInUrl } from '../../model/linkedin-url.js';
import type { PersonKeys } from '../../model/person-keys.js';
import type { IngestFailed, IngestFailure } from '../../pipeline/ingest-outcome.js';
import type { StoredBatch } from '../../profile-store/batch.store.js';
import { suppressed } from '../../sources/source.errors.js';
import type { BatchRequest } from './dto/batch-request.dto.js';
import type { BatchResult } from './dto/batch-result.dto.js';
import type { ProfileResult } from '../dto/profile-result.dto.js';
import type { ProfileToIngest } from '../dto/profile-to-ingest.dto.js';
import { profileResult } from '../profile-result.js';

/** An item of a stored batch that is about a suppressed person: nothing in it tells who that is. */
export interface WithheldItem extends Pick<ProfileToIngest, 'suggested_role' | 'include_companies'> {
  linkedin_url: null;
}

export interface StoredRequest extends Omit<BatchRequest, 'profiles'> {
  profiles: (ProfileToIngest | WithheldItem)[];
}

export function isWithheld(item: ProfileToIngest | WithheldItem): item is WithheldItem {
  return item.linkedin_url === null;
}

/** A batch of this release; its documents are JSON for the store. */
export interface BatchRecord extends StoredBatch {
  request: StoredRequest;
  response: BatchResult | null;
}

/** Whom each item of a batch is about. */
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
    const [error] = response?.results[index]?.pipeline_metadata.errors ?? [];
    return error?.error_code === 'PERSON_SUPPRESSED';
  });
}

/** The batch with nothing of these items but that their people are suppressed. */
export function withheld(batch: BatchRecord, isAffected: readonly boolean[]): BatchRecord {
  const request = {
    ...batch.request,
    profiles: batch.request.profiles.map((item, index) => (isAffected[index] ? withheldItem(item) : item)),
  };
  const response = batch.response && withheldResponse(batch.response, isAffected, () => null);
  return { ...batch, request, response };
}

function withheldItem({ suggested_role, include_companies }: ProfileToIngest | WithheldItem): WithheldItem {
  return { linkedin_url: null, suggested_role, include_companies };
}

/** The answer about a batch with nothing of the items that its record withholds but what the client sent. */
export function answerFor(request: BatchRequest, response: BatchResult, record: BatchRecord): BatchResult {
  const isAffected = record.request.profiles.map(isWithheld);
  return withheldResponse(response, isAffected, (index) => request.profiles[index]?.linkedin_url ?? null);
}

function withheldResponse(
  response: BatchResult,
  isAffected: readonly boolean[],
  urlOf: (index: number) => string | null,
): BatchResult {
  const results = response.results.map((result, index) =>
    isAffected[index] ? withheldResult(result, urlOf(index), response.started_at) : result,
  );
  const successful = results.filter(({ pipeline_metadata: { status } }) => status === 'completed').length;
  return { ...response, results, successful, failed: results.length - successful };
}

function withheldResult({ pipeline_metadata }: ProfileResult, url: string | null, started_at: Date): ProfileResult {
  const { pipeline_id, sources_asked = [] } = pipeline_metadata;
  return profileResult({ ...failedOutcome(refusal()), pipeline_id, sources_asked }, url, started_at);
}

/** Why an item about a suppressed person fails. */
export function refusal(): IngestFailure {
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
