import { Injectable } from '@nestjs/common';
import { addEvents, announcingProgress, announceProgress } from '../../events/outbox/add-events.js';
import { SqlDatabase } from '../../infrastructure/postgres/sql-database.js';
import { Queue } from '../../infrastructure/queue/queue.js';
import { PersonDigester } from '../../suppression/person-digester.js';
import * as journal from '../job-journal.js';
import type { Job } from '../job.js';
import { allows, finalStatuses, isActive, listed, transitions } from '../job-state.js';
import type { Creation, JobStats, JobUpload, NewJob } from '../job.store.js';
import { sendChunks } from './chunks.js';
import { fold, readJobs } from './counters.js';
import { JobDatabase, known } from './job-database.js';
import { jobEnded } from './job-events.js';
import { GROUPS, statsOf, type Group } from './job-stats.js';
import { awaitEnd } from './job-webhook.js';
import { addItems } from './new-items.js';
import { insertJob } from './new-job.js';
import { retryItems } from './retry.js';
import { JOB_COLUMNS, jobOf, onlyJob, type JobRow } from './rows.js';
import { SqlItemRecords } from './sql-item-records.js';
import { SqlJobUpload } from './sql-job-upload.js';
import { removeAllUnlisted, removeItems } from './unlisted-items.js';

/** Jobs deleted at a time, before their items. */
const REMOVED_AT_ONCE = 5;

const BEGIN = announcingProgress(`
  update jobs.jobs set status = ${listed(transitions.begin.to)}, started_at = coalesce(started_at, now()), waiting_for = null
  where job_id = $1 returning job_id`);

const CANCEL = `
  update jobs.jobs set status = ${listed(transitions.cancel.to)}, completed_at = now(), waiting_for = null
  where job_id = $1 returning ${JOB_COLUMNS}`;

/** Stores jobs in the queue's database so that a job and its messages are written in one transaction. */
@Injectable()
export class SqlJobStore extends SqlItemRecords {
  constructor(database: SqlDatabase, queue: Queue, digester: PersonDigester) {
    super(new JobDatabase(database, queue), digester);
  }

  override async create(job: NewJob, chunkSize: number): Promise<Creation> {
    const { job_id, items } = job;
    const creation = await this.database.sendingTransaction(async (sql) => {
      const inserted = await insertJob(sql, this.database.queue, job, items.length, chunkSize);
      if (inserted.created) await addItems(sql, job_id, items);
      return inserted;
    });
    if (creation.created) journal.jobCreated(job, items.length);
    return creation;
  }

  override openUpload(job_id: string): Promise<JobUpload> {
    return SqlJobUpload.open(this.database, job_id);
  }

  override async find(job_id: string): Promise<Job | null> {
    return onlyJob(await this.database.query<JobRow>(readJobs('where job_id = $1'), [known(job_id)]));
  }

  override listActive(): Promise<Job[]> {
    return this.list(`where status = ${listed('processing')}`, 'created_at desc, job_id');
  }

  override listPending(): Promise<Job[]> {
    return this.list(`where status = ${listed('pending')}`, 'priority desc, created_at, job_id');
  }

  override listRecent(limit: number): Promise<Job[]> {
    return this.list('order by created_at desc, job_id limit $1', 'created_at desc, job_id', [limit]);
  }

  override async begin(job_id: string): Promise<Job | null> {
    const { from, to } = transitions.begin;
    const job = await this.find(job_id);
    if (job === null || !isActive(job.status)) return null;
    // Nearly always: a job begins once, and each of its chunks calls this.
    if (job.status === to && job.waiting_for === null) return job;
    const before = await this.database.transaction(async (sql) => {
      const [locked] = await sql.query<Pick<JobRow, 'status'>>(
        `select status from jobs.jobs where job_id = $1 and status in (${listed(...from)}) for update`,
        [job_id],
      );
      if (locked) await sql.query(BEGIN, [job_id]);
      return locked;
    });
    const begun = before ? await this.find(job_id) : null;
    if (begun && before?.status === 'pending') journal.jobStarted(begun);
    return begun;
  }

  override async complete(job_id: string): Promise<Job | null> {
    const folded = await this.database.transaction((sql) => fold(sql, known(job_id)));
    if (folded?.hasJustEnded) journal.jobEnded(folded.job);
    return folded && jobOf(folded.job);
  }

  override async waiting(job_id: string, waitingFor: Job['waiting_for']): Promise<void> {
    await this.database.query(
      announcingProgress(
        `update jobs.jobs set waiting_for = $2
         where job_id = $1 and status in (${listed(...transitions.wait.from)}) and waiting_for is distinct from $2
         returning job_id`,
      ),
      [known(job_id), waitingFor],
    );
  }

  override async setMaxCredits(job_id: string, max_credits: number | null): Promise<void> {
    await this.database.query('update jobs.jobs set max_credits = $2 where job_id = $1', [known(job_id), max_credits]);
  }

  /** A job whose last item has ended is completed, even if no worker has recorded that yet. */
  override async cancel(job_id: string): Promise<'cancelled' | 'not_cancellable' | 'not_found'> {
    const ended = await this.database.transaction(async (sql) => {
      const folded = await fold(sql, known(job_id));
      if (folded === null || !allows('cancel', folded.job.status)) return folded;
      const [cancelled] = await sql.query<JobRow>(CANCEL, [job_id]);
      if (cancelled === undefined) return null;
      await addEvents(sql, [jobEnded(cancelled)]);
      return { job: cancelled, hasJustEnded: true };
    });
    if (ended?.hasJustEnded) journal.jobEnded(ended.job);
    if (ended === null) return 'not_found';
    return ended.job.status === transitions.cancel.to && ended.hasJustEnded ? 'cancelled' : 'not_cancellable';
  }

  override retryFailed(job_id: string, chunkSize: number): Promise<number> {
    return this.database.sendingTransaction(async (sql) => {
      const job = (await fold(sql, known(job_id)))?.job;
      if (job === undefined || !allows('retry', job.status)) return 0;
      const { count, ranges } = await retryItems(sql, job, chunkSize);
      if (count === 0) return 0;
      await sendChunks(this.database.queue, sql, job, ranges);
      await announceProgress(sql, job.job_id);
      await awaitEnd(sql, job);
      return count;
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

  private async list(selection: string, order: string, values: readonly unknown[] = []): Promise<Job[]> {
    return (await this.database.query<JobRow>(readJobs(selection, order), values)).map(jobOf);
  }
}
