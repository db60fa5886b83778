import type { StoredBatch } from '../../profile-store/batch.store.js';
import type { OnError } from '../../pipeline/on-error.js';
import { errorOf, type ProfileResult } from '../dto/profile-result.dto.js';
import type { ProfileToIngest } from '../dto/profile-to-ingest.dto.js';
import type { BatchRequest } from './dto/batch-request.dto.js';
import type { BatchResult } from './dto/batch-result.dto.js';

/** An item of a stored batch that is about a suppressed person: nothing in it identifies the person. */
export interface WithheldItem extends Pick<ProfileToIngest, 'suggested_role' | 'include_companies'> {
  linkedin_url: null;
}

export interface StoredRequest extends Omit<BatchRequest, 'profiles'> {
  /** Absent in batches of earlier releases. */
  on_error?: OnError;
  profiles: (ProfileToIngest | WithheldItem)[];
}

/** The response as far as it is known: items that are still to be processed have no result. */
export interface StoredResponse extends Omit<BatchResult, 'results'> {
  results: (ProfileResult | null)[];
  /** How often the items without a result were tried; absent at the end. */
  attempt?: number;
}

/** A batch of this release; its documents are JSON for the store. */
export interface BatchRecord extends StoredBatch {
  request: StoredRequest;
  response: StoredResponse | null;
}

/** A result, by the place of its item in the request. */
export interface PlacedResult {
  index: number;
  result: ProfileResult;
}

export function pendingBatch(id: string, request: StoredRequest): BatchRecord {
  return {
    id,
    status: 'pending',
    request,
    response: null,
    total_requested: request.profiles.length,
    created_at: new Date(),
    started_at: null,
    completed_at: null,
    done: 0,
    failed: 0,
    revision: 0,
  };
}

export type BegunBatch = BatchRecord & { started_at: Date };
export type AnsweredBatch<Batch = BegunBatch> = Batch & { response: StoredResponse };

/** The batch when a worker begins or continues it. */
export function begunBatch(batch: BatchRecord): BegunBatch {
  return { ...batch, status: 'processing', started_at: batch.started_at ?? new Date() };
}

/** The batch with these results as well; an item that has a result keeps it. */
export function withResults(batch: BegunBatch, placed: readonly PlacedResult[]): AnsweredBatch {
  const results = batch.request.profiles.map((_, index) => batch.response?.results[index] ?? null);
  for (const { index, result } of placed) results[index] ??= result;
  const completed_at = new Date();
  const seconds = Math.max(0, completed_at.getTime() - batch.started_at.getTime()) / 1_000;
  return withResponse(batch, {
    batch_id: batch.id,
    total_requested: results.length,
    successful: 0,
    failed: 0,
    results,
    started_at: batch.started_at,
    completed_at,
    processing_time_seconds: seconds,
    attempt: batch.response?.attempt ?? 0,
  });
}

/** The batch with these results, counted. Items that a cancellation left unprocessed count neither as done nor as failed. */
export function withResponse<Batch extends BatchRecord>(batch: Batch, response: StoredResponse): AnsweredBatch<Batch> {
  const results = response.results.filter((result) => result !== null);
  const successful = results.filter(({ pipeline_metadata: { status } }) => status === 'completed').length;
  const failed = results.length - successful;
  const unprocessed = results.filter((result) => errorOf(result)?.error_code === 'CANCELLED').length;
  return {
    ...batch,
    response: { ...response, successful, failed },
    done: results.length - unprocessed,
    failed: failed - unprocessed,
  };
}

/** The batch at its end, when each item has a result. */
export function endedBatch(batch: AnsweredBatch, status: 'completed' | 'cancelled'): BatchRecord {
  const { attempt: _attempt, ...response } = batch.response;
  return { ...batch, status, response, completed_at: response.completed_at };
}

export function hasEnded({ status }: Pick<StoredBatch, 'status'>): boolean {
  return status === 'completed' || status === 'cancelled';
}

/** The response of a batch whose items all have a result. */
export function resultOf({ response }: BatchRecord): BatchResult {
  const results = response?.results.filter((result) => result !== null);
  if (!response || results?.length !== response.results.length) throw new TypeError('Some items have no result');
  return { ...response, results: results.map(withStatus) };
}

/** Results of earlier releases had a status in their metadata only. */
const withStatus = (result: ProfileResult): ProfileResult =>
  ({ ...result, status: result.pipeline_metadata.status }) as ProfileResult;
