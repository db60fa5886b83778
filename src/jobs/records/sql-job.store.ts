import { Injectable } from '@nestjs/common';
import { SqlDatabase } from '../../infrastructure/postgres/sql-database.js';
import { Queue } from '../../infrastructure/queue/queue.js';
import type { Job, JobPriority } from '../job.js';
import { finalStatuses, listed, transitions } from '../job-state.js';
import type { Creation, JobStats, JobUpload, NewJob } from '../job.store.js';

import { sendChunks, type Range } from './chunks.js';
import { RANGES_TO_RETRY, RETRY } from './item-statements.js';
import { JobDatabase, known } from './job-database.js';
import { GROUPS, statsOf, type Group } from './job-stats.js';
import { addItems } from './new-items.js';
import { insertJob } from './new-job.js';
import { JOB_COLUMNS, jobOf, onlyJob, type JobRow } from './rows.js';
import { SqlItemRecords } from './sql-item-records.js';
import { SqlJobUpload } from './sql-job-upload.js';
import { removeAllUnlisted, removeItems } from './unlisted-items.js';

/** Jobs deleted at a time, before their items. */
const REMOVED_AT_ONCE = 5;

/** Stores jobs in the queue's database so that a job and its messages are written in one transaction. */
@Injectable()
export class SqlJobStore extends SqlItemRecords {
  constructor(database: SqlDatabase, queue: Queue) {
    super(new JobDatabase(database, queue));
  }

  override create(job: NewJob, chunkSize: number): Promise<Creation> {
    const { job_id, items } = job;
    return this.database.sendingTransaction(async (sql) => {
      const creation = await insertJob(sql, this.database.queue, job, items.length, chunkSize);
      if (creation.created) await addItems(sql, job_id, items);
      return creation;
    });
  }

  override openUpload(job_id: string): Promise<JobUpload> {
    return SqlJobUpload.open(this.database, job_id);
  }

  override find(job_id: string): Promise<Job | null> {
    return this.queryJob(`select ${JOB_COLUMNS} from jobs.jobs where job_id = $1`, [known(job_id)]);
  }

  override listActive(): Promise<Job[]> {
    return this.queryJobs(
      `select ${JOB_COLUMNS} from jobs.jobs where status = ${listed('processing')} order by created_at desc, job_id`,
    );
  }

  override listPending(): Promise<Job[]> {
    return this.queryJobs(
      `select ${JOB_COLUMNS} from jobs.jobs where status = ${listed('pending')}
       order by priority desc, created_at, job_id`,
    );
  }

  override listRecent(limit: number): Promise<Job[]> {
    return this.queryJobs(`select ${JOB_COLUMNS} from jobs.jobs order by created_at desc, job_id limit $1`, [limit]);
  }

  override begin(job_id: string): Promise<Job | null> {
    const { from, to } = transitions.begin;
    return this.queryJob(
      `update jobs.jobs set status = ${listed(to)}, started_at = coalesce(started_at, now()), waiting_for = null
       where job_id = $1 and status in (${listed(...from)})
       returning ${JOB_COLUMNS}`,
      [known(job_id)],
    );
  }

  override async waiting(job_id: string, waitingFor: Job['waiting_for']): Promise<void> {
    await this.database.query(
      `update jobs.jobs set waiting_for = $2
       where job_id = $1 and status in (${listed(...transitions.wait.from)}) and waiting_for is distinct from $2`,
      [known(job_id), waitingFor],
    );
  }

  override async setMaxCredits(job_id: string, max_credits: number | null): Promise<void> {
    await this.database.query('update jobs.jobs set max_credits = $2 where job_id = $1', [known(job_id), max_credits]);
  }

  override async cancel(job_id: string): Promise<'cancelled' | 'not_cancellable' | 'not_found'> {
    const { from, to } = transitions.cancel;
    const cancel = `
      with cancelled as (
        update jobs.jobs set status = ${listed(to)}, completed_at = now(), waiting_for = null
        where job_id = $1 and status in (${listed(...from)})
        returning job_id
      )
      select exists (select from cancelled) as cancelled from jobs.jobs where job_id = $1`;
    const [job] = await this.database.query<{ cancelled: boolean }>(cancel, [known(job_id)]);
    if (!job) return 'not_found';
    return job.cancelled ? 'cancelled' : 'not_cancellable';
  }

  /** The job is locked first so that none of its items ends between the statements. */
  override retryFailed(job_id: string, chunkSize: number): Promise<number> {
    const lock = `
      select job_id, priority from jobs.jobs
      where job_id = $1 and status in (${listed(...transitions.retry.from)}) for update`;
    return this.database.sendingTransaction(async (sql) => {
      const [job] = await sql.query<{ job_id: string; priority: JobPriority }>(lock, [known(job_id)]);
      if (!job) return 0;
      const ranges = await sql.query<Range>(RANGES_TO_RETRY, [job_id, chunkSize]);
      if (ranges.length === 0) return 0;
      const [counted] = await sql.query<{ retried: number }>(RETRY, [job_id]);
      await sendChunks(this.database.queue, sql, job, ranges);
      return counted?.retried ?? 0;
    });
  }

  override async stats(): Promise<JobStats> {
    return statsOf(await this.database.query<Group>(GROUPS));
  }

  override async removeFinishedBefore(date: Date): Promise<number> {
    const remove = `
      with old as (
        select job_id from jobs.jobs
        where status in (${listed(...finalStatuses)}) and completed_at < $1
        limit $2
        for update skip locked
      ), keys as (
        delete from jobs.idempotency_keys where job_id in (select job_id from old)
      ), removed as (
        delete from jobs.jobs where job_id in (select job_id from old) returning job_id
      )
      insert into jobs.unlisted (job_id, expires_at) select job_id, now() from removed returning job_id`;
    let total = 0;
    for (;;) {
      const removed = await this.database.query<{ job_id: string }>(remove, [date.toISOString(), REMOVED_AT_ONCE]);
      for (const { job_id } of removed) await removeItems(this.database, job_id);
      total += removed.length;
      if (removed.length < REMOVED_AT_ONCE) return total;
    }
  }

  override removeUnlisted(signal: AbortSignal): Promise<number> {
    return removeAllUnlisted(this.database, signal);
  }

  private async queryJob(statement: string, values: readonly unknown[]): Promise<Job | null> {
    return onlyJob(await this.database.query<JobRow>(statement, values));
  }

  private async queryJobs(statement: string, values: readonly unknown[] = []): Promise<Job[]> {
    const rows = await this.database.query<JobRow>(statement, values);
    return rows.map(jobOf);
  }
}
