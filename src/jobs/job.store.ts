import type { IdempotencyScope } from '../idempotency/idempotent-request.js';
import type {
  ItemError,
  ItemOutcome,
  ItemResult,
  ItemToStore,
  Job,
  JobColumn,
  JobConfig,
  JobItem,
  JobPriority,
  ListItem,
  ResultByEmail,
  WaitingFor,
} from './job.js';
import type { JobStatus } from './job-state.js';

/** The queue that carries chunks of jobs. */
export const JOB_CHUNKS = 'job-chunks';

/** A message in that queue: an inclusive range of item numbers of one job. */
export interface JobChunk {
  job_id: string;
  from: number;
  to: number;
}

/**
 * How often the queue redelivers a chunk: without limit, because an accepted address is processed until it ends, however often
 * its worker dies. chunk-attempts.ts keeps a chunk that always fails from being redelivered forever.
 */
export const CHUNK_RETRY_LIMIT = 1_000_000;

export interface NewJob {
  /** A UUID. */
  job_id: string;
  priority: JobPriority;
  config: JobConfig;
  /** In order; the first one has number 1. */
  items: readonly ListItem[];
  /** Name of the API key. */
  created_by: string;
  /** Of a file, or the keys of `custom`. */
  columns?: readonly JobColumn[];
  /** Of an uploaded file. */
  file_name?: string;
  /** Null if the client sent no key. */
  idempotency: JobIdempotency | null;
}

export interface JobIdempotency extends IdempotencyScope {
  /** Tells a repeated request from a different one with the same key. */
  request_hash: string;
  /** The response document, to be returned again. */
  response: unknown;
}

/** What `create` did; nothing if the idempotency key was used before. */
export type Creation = { created: true } | { created: false; request_hash: string; response: unknown };

export interface ItemSave {
  email_number: number;
  saved: boolean;
  /** Null if it was saved. */
  save_error: string | null;
}

export interface StoredItem {
  email_number: number;
  /** Null if its answer does not identify a person: it is kept with the item. */
  profile_id: string | null;
}

/** What `finish` did. */
export interface Finished {
  /** Of the job; null if it does not exist. */
  status: JobStatus | null;
  /** Numbers of the items that were left as they are because their person is suppressed. */
  suppressed: number[];
}

export interface JobStats {
  /** Pending items over all active jobs. */
  queue_size: number;
  total_jobs: number;
  status_breakdown: Record<JobStatus, number>;
  priority_breakdown: Record<JobPriority, number>;
  /** Active jobs that are blocked, by reason. */
  waiting_breakdown: Record<WaitingFor, number>;
  emails: { total: number; processed: number; failed: number; saved: number };
}

export interface RecentOutcomes {
  results: ItemResult[];
  errors: ItemError[];
}

export interface ResultsPage {
  /** By item number. */
  outcomes: ItemOutcome[];
  /** Null on the last page. */
  next_cursor: string | null;
}

/** How long an upload may be without an `add` before its items are removed, in milliseconds. */
export const UPLOAD_IDLE_MS = 15 * 60_000;

/** Items of one upload, at most, in one call of `add`. */
export const MAX_ADDED = 5_000;

/** Nothing was added for so long that the upload is removed. */
export class UploadExpiredError extends Error {
  override readonly name = 'UploadExpiredError';

  constructor() {
    super('The upload paused for too long');
  }
}

/**
 * A list that is too long for one statement, while it is being stored. It is not visible before `commit`. After a call
 * that was rejected, only `discard` is allowed.
 */
export abstract class JobUpload {
  /**
   * Numbered in the order in which they are added; at most MAX_ADDED a call, one call at a time. Keeps the upload alive.
   * @throws UploadExpiredError, StoreUnavailableError
   */
  abstract add(items: readonly ListItem[]): Promise<void>;
  /**
   * Makes a job of what was added, at least one item: the job, its messages and its idempotency key in one short transaction.
   * Discards the items if the key was used before.
   * @throws UploadExpiredError, StoreUnavailableError
   */
  abstract commit(job: Omit<NewJob, 'items' | 'job_id'>, chunkSize: number): Promise<Creation>;
  /** Removes what was added; does nothing after `commit`. An upkeep task does it for a process that died. */
  abstract discard(): Promise<void>;
}

/**
 * Jobs and their items. Every method throws an error that extends StoreUnavailableError if the database cannot be reached. For an
 * unknown job id the result is null, 0 or an empty list.
 */
export abstract class JobStore {
  /** Stores the job, its items, messages of JOB_CHUNKS (chunkSize items each) and the idempotency key: all of it or nothing. */
  abstract create(job: NewJob, chunkSize: number): Promise<Creation>;
  /** Starts a list that is too long for one statement. @param job_id a UUID that was not used before */
  abstract openUpload(job_id: string): Promise<JobUpload>;
  abstract find(job_id: string): Promise<Job | null>;
  /** Jobs in processing, newest first. */
  abstract listActive(): Promise<Job[]>;
  /** Jobs that have not started, in the order in which they will start: by priority, then by age. */
  abstract listPending(): Promise<Job[]>;
  /** Jobs of every status, newest first. */
  abstract listRecent(limit: number): Promise<Job[]>;
  /** Marks the job as processing and not blocked, and returns it; null if it has no work left. */
  abstract begin(job_id: string): Promise<Job | null>;
  /** Unfinished items of a chunk, by number; `from` and `to` are both inclusive. */
  abstract unfinished(job_id: string, from: number, to: number): Promise<JobItem[]>;
  /**
   * Stores outcomes, the first one of each item only, and counts them. A result is not stored if its person is suppressed, even if
   * that happens during the call: the item stays pending, so that an error can be stored in its place. Call `complete` afterward, once for any number of calls. Safe under concurrent callers, who do not wait for each other.
   */
  abstract finish(job_id: string, outcomes: readonly ItemOutcome[]): Promise<Finished>;
  /**
   * Ends the job if its last item has ended: it fails if every item failed and none of them because no profile was found. Null if
   * the job does not exist.
   */
  abstract complete(job_id: string): Promise<Job | null>;
  /** Records why the job is blocked; does nothing unless it is processing. */
  abstract waiting(job_id: string, waitingFor: Job['waiting_for']): Promise<void>;
  /** Changes `config.max_credits`. */
  abstract setMaxCredits(job_id: string, max_credits: number | null): Promise<void>;
  /** Ends an active job; finished items are kept. */
  abstract cancel(job_id: string): Promise<'cancelled' | 'not_cancellable' | 'not_found'>;
  /** Makes the failed, retryable items of a job pending again unless it was cancelled; returns how many. */
  abstract retryFailed(job_id: string, chunkSize: number): Promise<number>;
  /**
   * Outcomes by item number, also while the job is processing.
   * @throws InvalidCursorError for a cursor that was not returned by this method
   */
  abstract results(job_id: string, page: { limit: number; cursor?: string }): Promise<ResultsPage>;
  /** For each job, in the given order, the latest results and errors, newest first, up to the given number of each. */
  abstract recent(job_ids: readonly string[], count: number): Promise<RecentOutcomes[]>;
  /** Unsaved results (with `force`, all results) that have an address and a number above `after_number`, by number. */
  abstract unsaved(
    job_id: string,
    page: { after_number: number; limit: number; force: boolean },
  ): Promise<ResultByEmail[]>;
  /** Records the outcome of saves and updates the counters of the job. */
  abstract markSaved(job_id: string, saves: readonly ItemSave[]): Promise<void>;
  /** Results of all jobs whose person has still to be stored. */
  abstract toStore(limit: number): Promise<ItemToStore[]>;
  /** Records the profiles of items, whose data is then no longer kept with the item. */
  abstract markStored(job_id: string, items: readonly StoredItem[]): Promise<void>;
  /** Turns results whose person has still to be stored into errors without data, because the person is suppressed. */
  abstract refuseToStore(job_id: string, numbers: readonly number[]): Promise<void>;
  abstract stats(): Promise<JobStats>;
  /** Deletes jobs that ended before the date, with everything that belongs to them; returns how many. */
  abstract removeFinishedBefore(date: Date): Promise<number>;
  /** Removes items of uploads and deletions that were not finished; returns how many. Rejects with the signal's reason. */
  abstract removeUnlisted(signal: AbortSignal): Promise<number>;
}
