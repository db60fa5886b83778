import type { SqlExecutor } from '../../infrastructure/postgres/sql-database.js';
import { storable } from '../../common/text/storable.js';
import type { ItemOutcome, Job } from '../job.js';
import { JOB_COLUMNS, onlyJob, type JobRow } from './job.row.js';

/**
 * The job is locked before its items: whoever comes second then sees the items as the first one left them, counts none
 * of them again, and nobody waits in a circle. The data is text, as reading it out of json would refuse NUL characters.
 * The numbers are given once more as an array: with it the items are looked up by their key also where the table has no
 * statistics yet, which the embedded driver never has.
 */
const FINISH = `
  with job as (
    select job_id from jobs.jobs where job_id = $1 for update
  ), given as (
    select * from json_to_recordset($2::text::json) as x (
      email_number int, status text, attempts int, data text, token_used text, ended_at timestamptz,
      saved boolean, save_error text, error text, error_type text, retryable boolean)
  ), ended as (
    update jobs.items item
    set status = given.status::jobs.item_status, attempts = given.attempts, data = given.data::json,
      token_used = given.token_used, ended_at = given.ended_at, saved = given.saved, save_error = given.save_error,
      error = given.error, error_type = given.error_type, retryable = given.retryable
    from job, given
    where item.job_id = job.job_id and item.email_number = given.email_number and item.status = 'pending'
      and item.email_number = any ($3::int[])
    returning item.*
  ), counted as (
    select count(*)::int as processed,
      count(*) filter (where status = 'failed')::int as failed,
      count(*) filter (where error_type = 'not_found')::int as not_found,
      count(*) filter (where saved)::int as saved,
      count(*) filter (where save_error is not null)::int as failed_saves,
      (array_agg(email order by ended_at desc, email_number desc))[1] as last_email
    from ended
  ), updated as (
    update jobs.jobs
    set processed_emails = processed_emails + processed,
      failed_emails = failed_emails + failed,
      not_found_emails = not_found_emails + not_found,
      saved_profiles = saved_profiles + counted.saved,
      failed_saves = jobs.failed_saves + counted.failed_saves,
      current_email = coalesce(last_email, current_email),
      status = case
        when status not in ('pending', 'processing') or processed_emails + processed < total_emails then status
        when failed_emails + failed = total_emails and not_found_emails + not_found = 0 then 'failed'
        else 'completed' end,
      waiting_for = case when processed_emails + processed < total_emails then waiting_for end,
      completed_at = case
        when status in ('pending', 'processing') and processed_emails + processed = total_emails then now()
        else completed_at end
    from counted
    where job_id = $1
    returning jobs.*
  )
  select ${JOB_COLUMNS} from updated`;

export async function finishItems(
  sql: SqlExecutor,
  job_id: string | null,
  outcomes: readonly ItemOutcome[],
): Promise<Job | null> {
  const numbers = outcomes.map(({ email_number }) => email_number);
  return onlyJob(await sql.query<JobRow>(FINISH, [job_id, JSON.stringify(outcomes.map(given)), numbers]));
}

/** What the statement is given for one outcome; what is absent is null. */
function given(outcome: ItemOutcome): object {
  const { email_number, attempts, token_used, timestamp } = outcome;
  const common = { email_number, attempts, token_used, ended_at: timestamp.toISOString() };
  if (!outcome.success) {
    const { error, error_type, retryable } = outcome;
    return { ...common, status: 'failed', error: storable(error), error_type, retryable };
  }
  const { data, saved_to_linkedin_profiles: saved, save_error } = outcome;
  return { ...common, status: 'done', data: JSON.stringify(data), saved, save_error: storable(save_error) };
}
