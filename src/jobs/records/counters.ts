import { addEvents } from '../../events/outbox/add-events.js';
import type { SqlExecutor } from '../../infrastructure/postgres/sql-database.js';
import { activeStatuses, completion, isActive, listed } from '../job-state.js';
import { jobEnded } from './job-events.js';
import { JOB_COLUMNS, type JobRow } from './rows.js';

/**
 * The counters of a job are those of its row plus the changes in `jobs.counts`, which are written with the items that they
 * count. So items end without locking the row of their job, which all of its workers would wait for.
 */
const CHANGES = `
  coalesce(sum(processed), 0)::int as new_processed, coalesce(sum(failed), 0)::int as new_failed,
  coalesce(sum(not_found), 0)::int as new_not_found, coalesce(sum(saved), 0)::int as new_saved,
  coalesce(sum(failed_saves), 0)::int as new_failed_saves,
  (array_agg(last_email order by last_ended_at desc) filter (where last_email is not null))[1] as new_email`;

const CHANGED: Record<string, string> = {
  processed_emails: 'processed_emails + new_processed',
  failed_emails: 'failed_emails + new_failed',
  not_found_emails: 'not_found_emails + new_not_found',
  saved_profiles: 'saved_profiles + new_saved',
  failed_saves: 'failed_saves + new_failed_saves',
  current_email: 'coalesce(new_email, current_email)',
};

const READ_COLUMNS = JOB_COLUMNS.replaceAll(/\w+/g, (column) =>
  column in CHANGED ? `${CHANGED[column]} as ${column}` : column,
);

/** Rows of jobs with exact counters. @param selection the rest of `select … from jobs.jobs` @param order columns */
export function readJobs(selection: string, order = 'job_id'): string {
  return `
    select ${READ_COLUMNS} from (select * from jobs.jobs ${selection}) job
    cross join lateral (select ${CHANGES} from jobs.counts where counts.job_id = job.job_id) changes
    order by ${order}`;
}

const LOCK = 'select status from jobs.jobs where job_id = $1 for update';

const ENDED = `${CHANGED['processed_emails']} = total_emails`;
const ENDS = `status in (${listed(...activeStatuses)}) and ${ENDED}`;
const END = completion({
  total: 'total_emails',
  failed: 'failed_emails + new_failed',
  notFound: 'not_found_emails + new_not_found',
});

const FOLD = `
  with deleted as (
    delete from jobs.counts where job_id = $1 returning *
  ), changes as (
    select ${CHANGES} from deleted
  )
  update jobs.jobs
  set ${Object.entries(CHANGED)
    .map(([column, changed]) => `${column} = ${changed}`)
    .join(', ')},
    status = case when ${ENDS} then (${END})::jobs.job_status else status end,
    waiting_for = case when ${ENDED} then null else waiting_for end,
    completed_at = case when ${ENDS} then now() else completed_at end
  from changes
  where job_id = $1
  returning ${JOB_COLUMNS}`;

/** A job whose row is up to date. */
export interface FoldedJob {
  job: JobRow;
  /** Whether its last item has ended since the time before, and the job with it. */
  hasJustEnded: boolean;
}

/**
 * Locks the job, brings its row up to date, and ends the job if nothing is pending. The fold is a separate statement, so that it
 * sees everything that was committed before the lock was taken. Null for an unknown job.
 */
export async function fold(sql: SqlExecutor, job_id: string | null): Promise<FoldedJob | null> {
  const [before] = await sql.query<Pick<JobRow, 'status'>>(LOCK, [job_id]);
  if (before === undefined) return null;
  const [job] = await sql.query<JobRow>(FOLD, [job_id]);
  if (job === undefined) return null;
  const hasJustEnded = isActive(before.status) && !isActive(job.status);
  if (hasJustEnded) await addEvents(sql, [jobEnded(job)]);
  return { job, hasJustEnded };
}
