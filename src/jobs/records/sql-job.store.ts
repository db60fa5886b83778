import { Injectable } from '@nestjs/common';
import type { SqlExecutor } from '../../infrastructure/postgres/sql-database.js';
import { storable } from '../../common/text/storable.js';
import type { Job, JobPriority } from '../job.js';
import { finalStatuses, listed, transitions } from '../job-state.js';
import type { Creation, JobIdempotency, JobStats, NewJob } from '../job.store.js';
import { rangesOf, sendChunks, type Range } from './chunks.js';
import { RANGES_TO_RETRY, RETRY } from './item-statements.js';
import { GROUPS, statsOf, type Group } from './job-stats.js';
import { INSERT_ITEMS, itemsJson } from './new-items.js';
import { JOB_COLUMNS, jobOf, onlyJob, type JobRow } from './rows.js';
import { SqlItemRecords } from './sql-item-records.js';
import { known } from './sql-records.js';

/** Jobs deleted at a time, each with up to 50,000 items, so that other statements can run in between. */
const REMOVED_AT_ONCE = 5;

/** Stores jobs in the queue's database so that a job and its messages are written in one transaction. */
@Injectable()
export class SqlJobStore extends SqlItemRecords {
  override create(job: NewJob, chunkSize: number): Promise<Creation> {
    const { job_id, items, idempotency } = job;
    return this.transaction(async (sql) => {
      const earlier = idempotency && (await takeKey(sql, job_id, idempotency));
      if (earlier) return { created: false, ...earlier };
      await insertJob(sql, job, items.length);
      await sql.query(INSERT_ITEMS, [job_id, itemsJson(items)]);
      await sendChunks(this.queue, sql, job, rangesOf(items.length, chunkSize));
      return { created: true };
    });
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
    await this.query(
      `update jobs.jobs set waiting_for = $2
       where job_id = $1 and status in (${listed(...transitions.wait.from)}) and waiting_for is distinct from $2`,
      [known(job_id), waitingFor],
    );
  }

  override async setMaxCredits(job_id: string, max_credits: number | null): Promise<void> {
    await this.query('update jobs.jobs set max_credits = $2 where job_id = $1', [known(job_id), max_credits]);
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
    const [job] = await this.query<{ cancelled: boolean }>(cancel, [known(job_id)]);
    if (!job) return 'not_found';
    return job.cancelled ? 'cancelled' : 'not_cancellable';
  }

  /** The job is locked first so that none of its items ends between the statements. */
  override retryFailed(job_id: string, chunkSize: number): Promise<number> {
    const lock = `
      select job_id, priority from jobs.jobs
      where job_id = $1 and status in (${listed(...transitions.retry.from)}) for update`;
    return this.transaction(async (sql) => {
      const [job] = await sql.query<{ job_id: string; priority: JobPriority }>(lock, [known(job_id)]);
      if (!job) return 0;
      const ranges = await sql.query<Range>(RANGES_TO_RETRY, [job_id, chunkSize]);
      if (ranges.length === 0) return 0;
      const [counted] = await sql.query<{ retried: number }>(RETRY, [job_id]);
      await sendChunks(this.queue, sql, job, ranges);
      return counted?.retried ?? 0;
    });
  }

  override async stats(): Promise<JobStats> {
    return statsOf(await this.query<Group>(GROUPS));
  }

  override async removeFinishedBefore(date: Date): Promise<number> {
    const remove = `
      with old as (
        select job_id from jobs.jobs
        where status in (${listed(...finalStatuses)}) and completed_at < $1
        limit $2
        for update skip locked
      ), items as (
        delete from jobs.items where job_id in (select job_id from old)
      ), keys as (
        delete from jobs.idempotency_keys where job_id in (select job_id from old)
      ), removed as (
        delete from jobs.jobs where job_id in (select job_id from old) returning job_id
      )
      select job_id from removed`;
    let total = 0;
    for (;;) {
      const removed = await this.query(remove, [date.toISOString(), REMOVED_AT_ONCE]);
      total += removed.length;
      if (removed.length < REMOVED_AT_ONCE) return total;
    }
  }

  private async queryJob(statement: string, values: readonly unknown[]): Promise<Job | null> {
    return onlyJob(await this.query<JobRow>(statement, values));
  }

  private async queryJobs(statement: string, values: readonly unknown[] = []): Promise<Job[]> {
    const rows = await this.query<JobRow>(statement, values);
    return rows.map(jobOf);
  }
}

async function insertJob(sql: SqlExecutor, job: Omit<NewJob, 'items'>, total: number): Promise<void> {
  const { max_credits, ...config } = job.config;
  await sql.query(
    `insert into jobs.jobs (job_id, priority, config, max_credits, total_emails, columns, file_name, created_by)
     values ($1, $2::text::jobs.job_priority, $3::text::json, $4, $5, $6::text::json, $7, $8)`,
    [
      job.job_id,
      job.priority,
      JSON.stringify(config),
      max_credits,
      total,
      job.columns ? JSON.stringify(job.columns) : null,
      storable(job.file_name ?? null),
      job.created_by,
    ],
  );
}

type Earlier = Pick<JobIdempotency, 'request_hash' | 'response'>;

/**
 * The earlier response to this key; null if the key now belongs to this job. Waits for a concurrent transaction that claims the
 * key.
 */
async function takeKey(sql: SqlExecutor, job_id: string, given: JobIdempotency): Promise<Earlier | null> {
  const { key, request_hash, response } = given;
  const taken = await sql.query(
    `insert into jobs.idempotency_keys (key, job_id, request_hash, response) values ($1, $2, $3, $4::text::json)
     on conflict (key) do nothing returning key`,
    [key, job_id, request_hash, JSON.stringify(response)],
  );
  if (taken.length > 0) return null;
  const [earlier] = await sql.query<Earlier>(
    'select request_hash, response from jobs.idempotency_keys where key = $1',
    [key],
  );
  // The other job was deleted between the two statements.
  return earlier ?? takeKey(sql, job_id, given);
}
