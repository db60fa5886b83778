import { activeStatuses, completion, listed, transitions } from '../job-state.js';
import { ENDED_COLUMNS, JOB_COLUMNS } from './rows.js';

const ACTIVE = listed(...activeStatuses);

/**
 * The job is locked before its items, so a second transaction sees the items as the first one left them, counts none of them
 * twice, and cannot deadlock. The data is text because extracting it from json would reject NUL characters. The numbers are
 * passed again as an array so that items are looked up by key even if the table has no statistics yet, which is always the case
 * with the embedded driver.
 */
export const FINISH = `
  with job as (
    select job_id from jobs.jobs where job_id = $1 for update
  ), given as (
    select * from json_to_recordset($2::text::json) as x (
      email_number int, status text, attempts int, data text, token_used text, ended_at timestamptz,
      saved boolean, save_error text, error text, error_type text, retryable boolean,
      profile_id uuid, source text, sources_asked json, to_store boolean)
  ), ended as (
    update jobs.items item
    set status = given.status::jobs.item_status, attempts = given.attempts, data = given.data::json,
      token_used = given.token_used, ended_at = given.ended_at, saved = given.saved, save_error = given.save_error,
      error = given.error, error_type = given.error_type, retryable = given.retryable,
      profile_id = given.profile_id, source = given.source, sources_asked = given.sources_asked,
      to_store = given.to_store
    from job, given
    where item.job_id = job.job_id and item.email_number = given.email_number and item.status = ${listed('pending')}
      and item.email_number = any ($3::int[])
    returning item.*
  ), counted as (
    select count(*)::int as processed,
      count(*) filter (where status = ${listed('failed')})::int as failed,
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
        when status not in (${ACTIVE}) or processed_emails + processed < total_emails then status
        else (${completion({ total: 'total_emails', failed: 'failed_emails + failed', notFound: 'not_found_emails + not_found' })})::jobs.job_status end,
      waiting_for = case when processed_emails + processed < total_emails then waiting_for end,
      completed_at = case
        when status in (${ACTIVE}) and processed_emails + processed = total_emails then now()
        else completed_at end
    from counted
    where job_id = $1
    returning jobs.*
  )
  select ${JOB_COLUMNS} from updated`;

export const ENDED_IN_RANGE = `
  select ${ENDED_COLUMNS} from jobs.items
  where job_id = $1 and email_number > $2 and email_number <= $3 and status <> ${listed('pending')}
  order by email_number limit $4`;

export const UNSAVED_IN_RANGE = `
  select ${ENDED_COLUMNS} from jobs.items
  where job_id = $1 and email_number > $2 and email_number <= $3 and status = ${listed('done')} and ($5 or not saved)
    and email is not null
  order by email_number limit $4`;

/** Locks the job, then its items, so that the counters are updated from the locked state. For the array, see FINISH. */
export const MARK_SAVED = `
  with job as (
    select job_id from jobs.jobs where job_id = $1 for update
  ), given as (
    select * from json_to_recordset($2::text::json) as x (email_number int, saved boolean, save_error text)
  ), before as (
    select item.job_id, item.email_number, item.saved, item.save_error
    from job join jobs.items item on item.job_id = job.job_id
    where item.status = ${listed('done')} and item.email_number = any ($3::int[])
    for update of item
  ), changed as (
    update jobs.items item set saved = given.saved, save_error = given.save_error
    from before join given using (email_number)
    where item.job_id = before.job_id and item.email_number = before.email_number
      and item.email_number = any ($3::int[])
    returning given.saved as is_saved, before.saved as was_saved,
      given.save_error is not null as is_failed, before.save_error is not null as was_failed
  ), moved as (
    select coalesce(sum(is_saved::int - was_saved::int), 0)::int as saved,
      coalesce(sum(is_failed::int - was_failed::int), 0)::int as failed
    from changed
  )
  update jobs.jobs
  set saved_profiles = saved_profiles + moved.saved, failed_saves = failed_saves + moved.failed
  from moved
  where job_id = $1`;

/** Of all jobs. The settings are returned whole because extracting one from json would reject NUL in any of them. */
export const TO_STORE = `
  select item.job_id, item.email_number, item.email, item.linkedin_url, item.suggested_role, item.name,
    item.include_companies, item.data, item.source, item.ended_at, job.config
  from jobs.items item join jobs.jobs job using (job_id)
  where item.to_store
  order by item.job_id, item.email_number limit $1`;

/** Locks the job before its items, as every other statement does. */
export const MARK_STORED = `
  with job as (
    select job_id from jobs.jobs where job_id = $1 for update
  ), given as (
    select * from json_to_recordset($2::text::json) as x (email_number int, profile_id uuid)
  )
  update jobs.items item
  set to_store = null, profile_id = given.profile_id, data = case when given.profile_id is null then item.data end
  from job, given
  where item.job_id = job.job_id and item.email_number = given.email_number and item.to_store
    and item.email_number = any ($3::int[])`;

/** A range never includes an item that is already pending, because that one is in a message of its own. */
export const RANGES_TO_RETRY = `
  select min(email_number) as "from", max(email_number) as "to"
  from (
    select email_number, gap, (row_number() over (partition by gap order by email_number) - 1) / $2::int as chunk
    from (
      select email_number, status,
        count(*) filter (where status = ${listed('pending')}) over (order by email_number) as gap
      from jobs.items
      where job_id = $1 and (status = ${listed('pending')} or (status = ${listed('failed')} and retryable))
    ) candidates
    where status = ${listed('failed')}
  ) retried
  group by gap, chunk
  order by 1`;

export const RETRY = `
  with retried as (
    update jobs.items item
    set status = ${listed('pending')}, token_used = null, ended_at = null, error = null, error_type = null,
      retryable = null, sources_asked = null
    from jobs.items before
    where item.job_id = $1 and item.status = ${listed('failed')} and item.retryable
      and before.job_id = item.job_id and before.email_number = item.email_number
    returning before.error_type
  ), counted as (
    select count(*)::int as retried, count(*) filter (where error_type = 'not_found')::int as not_found from retried
  )
  update jobs.jobs
  set status = ${listed(transitions.retry.to)}, completed_at = null,
    processed_emails = processed_emails - retried,
    failed_emails = failed_emails - retried, not_found_emails = not_found_emails - not_found
  from counted
  where job_id = $1
  returning retried`;
