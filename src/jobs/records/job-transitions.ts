import type { SqlExecutor } from '../../infrastructure/postgres/sql-database.js';
import type { Job } from '../job.js';
import { JOB_COLUMNS, onlyJob, type JobRow } from './job.row.js';

export async function beginJob(sql: SqlExecutor, job_id: string | null): Promise<Job | null> {
  const begin = `
    update jobs.jobs set status = 'processing', started_at = coalesce(started_at, now()), waiting_for = null
    where job_id = $1 and status in ('pending', 'processing')
    returning ${JOB_COLUMNS}`;
  return onlyJob(await sql.query<JobRow>(begin, [job_id]));
}

export async function keepWaiting(
  sql: SqlExecutor,
  job_id: string | null,
  waitingFor: Job['waiting_for'],
): Promise<void> {
  const wait = `
    update jobs.jobs set waiting_for = $2
    where job_id = $1 and status = 'processing' and waiting_for is distinct from $2`;
  await sql.query(wait, [job_id, waitingFor]);
}

export async function cancelJob(
  sql: SqlExecutor,
  job_id: string | null,
): Promise<'cancelled' | 'not_cancellable' | 'not_found'> {
  const cancel = `
    with cancelled as (
      update jobs.jobs set status = 'cancelled', completed_at = now(), waiting_for = null
      where job_id = $1 and status in ('pending', 'processing')
      returning job_id
    )
    select exists (select from cancelled) as cancelled from jobs.jobs where job_id = $1`;
  const [job] = await sql.query<{ cancelled: boolean }>(cancel, [job_id]);
  if (!job) return 'not_found';
  return job.cancelled ? 'cancelled' : 'not_cancellable';
}
