import type { ItemError, ItemOutcome, ItemResult, Job, JobConfig, JobItem, JobPriority } from './job.js';
import type { JobStatus } from './job-state.js';

/** The queue that chunks of jobs go through. */
export const JOB_CHUNKS = 'job-chunks';

/** The message of that queue: a range of e-mail numbers of one job, both ends included. */
export interface JobChunk {
  job_id: string;
  from: number;
  to: number;
}

/**
 * How often the queue hands a chunk out: always again, as an e-mail that was accepted is worked on until it ends, however often
 * its worker dies. What keeps one from coming back for ever is in chunk-attempts.ts.
 */
export const CHUNK_RETRY_LIMIT = 1_000_000;

export interface NewJob {
  /** A UUID. */
  job_id: string;
  priority: JobPriority;
  config: JobConfig;
  /** In their order; the first one has number 1. */
  emails: readonly string[];
  /** Null where the client sent no key. */
  idempotency: JobIdempotency | null;
}

export interface JobIdempotency {
  key: string;
  /** Tells a repeated request from another one with the same key. */
  request_hash: string;
  /** The document that was answered, to be answered again. */
  response: unknown;
}

/** What `create` did: nothing, where the idempotency key was used before. */
export type Creation = { created: true } | { created: false; request_hash: string; response: unknown };

export interface ItemSave {
  email_number: number;
  saved: boolean;
  /** Null where it was saved. */
  save_error: string | null;
}

export interface JobStats {
  /** E-mails that still wait, over all jobs that go on. */
  queue_size: number;
  total_jobs: number;
  status_breakdown: Record<JobStatus, number>;
  priority_breakdown: Record<JobPriority, number>;
  emails: { total: number; processed: number; failed: number; saved: number };
}

export interface RecentOutcomes {
  results: ItemResult[];
  errors: ItemError[];
}

export interface ResultsPage {
  /** By e-mail number. */
  outcomes: ItemOutcome[];
  /** Null on the last page. */
  next_cursor: string | null;
}

/**
 * Jobs and their items. Every method throws an error that extends StoreUnavailableError where the database cannot be
 * reached. An id that belongs to no job is answered with null, 0 or an empty list.
 */
export abstract class JobStore {
  /** Job, items, messages of JOB_CHUNKS (chunkSize e-mails each) and the idempotency key: all of it, or nothing. */
  abstract create(job: NewJob, chunkSize: number): Promise<Creation>;
  abstract find(job_id: string): Promise<Job | null>;
  /** Jobs that are worked on, newest first. */
  abstract listActive(): Promise<Job[]>;
  /** Jobs that nobody has begun yet, in the order in which they will begin: by priority, then by age. */
  abstract listPending(): Promise<Job[]>;
  /** Jobs of every status, newest first. */
  abstract listRecent(limit: number): Promise<Job[]>;
  /** The job, processing and waiting for nothing; null when there is nothing to do for it any more. */
  abstract begin(job_id: string): Promise<Job | null>;
  /** Items of a chunk that have not ended, by number; `from` and `to` are both included. */
  abstract unfinished(job_id: string, from: number, to: number): Promise<JobItem[]>;
  /**
   * Keeps how items ended, each at its first time only, and completes the job with its last item. A job of which every
   * item failed, none for want of a profile, is failed. Null when there is no such job; safe under concurrent callers.
   */
  abstract finish(job_id: string, outcomes: readonly ItemOutcome[]): Promise<Job | null>;
  /** Says what keeps the job from going on; nothing, where it is not processing. */
  abstract waiting(job_id: string, waitingFor: Job['waiting_for']): Promise<void>;
  /** Ends a job that has not ended; what is done stays. */
  abstract cancel(job_id: string): Promise<'cancelled' | 'not_cancellable' | 'not_found'>;
  /** Puts failed, retryable items of a job that was not cancelled back to work; answers how many. */
  abstract retryFailed(job_id: string, chunkSize: number): Promise<number>;
  /**
   * How items ended, by number; also while the job is processing.
   * @throws InvalidCursorError for a cursor that no page gave
   */
  abstract results(job_id: string, page: { limit: number; cursor?: string }): Promise<ResultsPage>;
  /** Of each job, in their order, the last results and the last errors, so many of each at most, newest first. */
  abstract recent(job_ids: readonly string[], count: number): Promise<RecentOutcomes[]>;
  /** Results that are not saved (with `force` all of them) and whose number is above `after_number`, by number. */
  abstract unsaved(
    job_id: string,
    page: { after_number: number; limit: number; force: boolean },
  ): Promise<ItemResult[]>;
  /** Keeps how saves of results went; the counters of the job follow. */
  abstract markSaved(job_id: string, saves: readonly ItemSave[]): Promise<void>;
  abstract stats(): Promise<JobStats>;
  /** Removes jobs that ended before the date, with all that belongs to them; answers how many. */
  abstract removeFinishedBefore(date: Date): Promise<number>;
}
