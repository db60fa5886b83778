import { Injectable } from '@nestjs/common';
import { SqlDatabase, type SqlExecutor } from '../../infrastructure/postgres/sql-database.js';
import { Queue } from '../../infrastructure/queue/queue.js';
import { isUuid } from '../../common/validation/uuid.js';
import type { ItemError, ItemOutcome, ItemResult, Job, JobItem } from '../job.js';
import { JOB_CHUNKS, JobStore, type Creation, type ItemSave, type JobStats, type NewJob } from '../job.store.js';
import type { ResultsPage } from '../job.store.js';
import { applySchema } from '../schema/apply-schema.js';
import { createJob } from './create-job.js';
import { finishItems } from './finish-items.js';
import { recentItems, resultsPage, unfinishedItems, unsavedItems } from './item-queries.js';
import { jobStats } from './job-stats.js';
import { activeJobs, findJob, pendingJobs, recentJobs } from './job-queries.js';
import { beginJob, cancelJob, keepWaiting } from './job-transitions.js';
import { markSaved } from './mark-saved.js';
import { removeFinished } from './remove-finished.js';
import { retryFailed } from './retry-failed.js';

/** Jobs in the database of the queue, so that a job and its messages are one transaction. Opens at the first use. */
@Injectable()
export class SqlJobStore extends JobStore {
  private opening?: Promise<void>;

  constructor(
    private readonly database: SqlDatabase,
    private readonly queue: Queue,
  ) {
    super();
  }

  override create(job: NewJob, chunkSize: number): Promise<Creation> {
    return this.transaction((sql) => createJob(sql, this.queue, job, chunkSize));
  }

  override async find(job_id: string): Promise<Job | null> {
    return findJob(await this.sql(), known(job_id));
  }

  override async listActive(): Promise<Job[]> {
    return activeJobs(await this.sql());
  }

  override async listPending(): Promise<Job[]> {
    return pendingJobs(await this.sql());
  }

  override async listRecent(limit: number): Promise<Job[]> {
    return recentJobs(await this.sql(), limit);
  }

  override async begin(job_id: string): Promise<Job | null> {
    return beginJob(await this.sql(), known(job_id));
  }

  override async unfinished(job_id: string, from: number, to: number): Promise<JobItem[]> {
    return unfinishedItems(await this.sql(), known(job_id), from, to);
  }

  override async finish(job_id: string, outcomes: readonly ItemOutcome[]): Promise<Job | null> {
    return finishItems(await this.sql(), known(job_id), outcomes);
  }

  override async waiting(job_id: string, waitingFor: Job['waiting_for']): Promise<void> {
    await keepWaiting(await this.sql(), known(job_id), waitingFor);
  }

  override async cancel(job_id: string): Promise<'cancelled' | 'not_cancellable' | 'not_found'> {
    return cancelJob(await this.sql(), known(job_id));
  }

  override retryFailed(job_id: string, chunkSize: number): Promise<number> {
    return this.transaction((sql) => retryFailed(sql, this.queue, known(job_id), chunkSize));
  }

  override async results(job_id: string, page: { limit: number; cursor?: string }): Promise<ResultsPage> {
    return resultsPage(await this.sql(), known(job_id), page);
  }

  override async recent(job_id: string, count: number): Promise<{ results: ItemResult[]; errors: ItemError[] }> {
    return recentItems(await this.sql(), known(job_id), count);
  }

  override async unsaved(
    job_id: string,
    page: { after_number: number; limit: number; force: boolean },
  ): Promise<ItemResult[]> {
    return unsavedItems(await this.sql(), known(job_id), page);
  }

  override async markSaved(job_id: string, saves: readonly ItemSave[]): Promise<void> {
    await markSaved(await this.sql(), known(job_id), saves);
  }

  override async stats(): Promise<JobStats> {
    return jobStats(await this.sql());
  }

  override async removeFinishedBefore(date: Date): Promise<number> {
    return removeFinished(await this.sql(), date);
  }

  private async transaction<T>(work: (sql: SqlExecutor) => Promise<T>): Promise<T> {
    await this.open();
    // Every time, as it costs nothing once it succeeded: the queue may have been away when the store was opened.
    await this.queue.prepare(JOB_CHUNKS);
    return this.database.transaction(work);
  }

  private async sql(): Promise<SqlExecutor> {
    await this.open();
    return this.database;
  }

  private open(): Promise<void> {
    this.opening ??= applySchema(this.database).catch((error: unknown) => {
      this.opening = undefined;
      throw error;
    });
    return this.opening;
  }
}

/** What is no UUID is no job's id; null is nobody's either, and may be compared. */
function known(job_id: string): string | null {
  return isUuid(job_id) ? job_id : null;
}
