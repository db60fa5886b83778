import { listed } from '../job-state.js';
import { data, ENDED_COLUMNS } from './rows.js';

/** Errors that are an answer about the person, not a failure: a job is not failed if it has one of them. */
export const DECIDED = `'not_found', 'suppressed'`;

/**
 * Locks the items in the order of their numbers, so a second transaction sees them as the first one left them, counts none of
 * them twice, and cannot deadlock. Writes what it counted beside the job's row instead of locking that, and one row of events for all of them. The data is text because
 * extracting it from json would reject NUL characters. The numbers are passed again as an array so that items are looked up by key
 * even if the table has no statistics yet, which is always the case with the embedded driver.
 */
export const FINISH = `
  with guard as materialized (
    select jobs.suppressed_among($4::text[], $5) as suppressed
  ), given as (
    select x.*, coalesce(x.person && guard.suppressed, false) as is_suppressed
    from guard cross join json_to_recordset($2::text::json) as x (
      email_number int, status text, attempts int, data text, token_used text, ended_at timestamptz,
      saved boolean, save_error text, error text, error_type text, retryable boolean,
      profile_id uuid, source text, sources_asked json, to_store boolean, person text[])
  ), pending as (
    select item.email_number from jobs.items item
    where item.job_id = $1 and item.email_number = any ($3::int[]) and item.status = ${listed('pending')}
      and exists (select from jobs.jobs where job_id = $1)
      -- Evaluated first, so no caller waits for suppressions with a lock on an item.
      and item.email_number not in (select email_number from given where is_suppressed)
    order by item.email_number for update of item
  ), ended as (
    update jobs.items item
    set status = given.status::jobs.item_status, attempts = given.attempts,
      token_used = given.token_used, ended_at = given.ended_at, saved = given.saved, save_error = given.save_error,
      error = given.error, error_type = given.error_type, retryable = given.retryable,
      profile_id = given.profile_id, source = given.source, sources_asked = given.sources_asked,
      to_store = given.to_store
    from pending join given using (email_number)
    where item.job_id = $1 and item.email_number = pending.email_number and item.email_number = any ($3::int[])
    returning item.*, given.data as answer
  ), kept as (
    insert into jobs.item_data (job_id, email_number, data)
    select job_id, email_number, answer::json from ended where answer is not null
  ), counted as (
    insert into jobs.counts
      (job_id, processed, failed, not_found, saved, failed_saves, last_email, last_ended_at)
    select job_id, count(*),
      count(*) filter (where status = ${listed('failed')}),
      count(*) filter (where error_type in (${DECIDED})),
      count(*) filter (where saved),
      count(*) filter (where save_error is not null),
      (array_agg(email order by ended_at desc, email_number desc))[1],
      max(ended_at)
    from ended
    group by job_id
  ), logged as (
    insert into jobs.event_outbox (type, subject, size, progress, data)
    select 'item.finished', job_id, count(*), true, json_build_object('entries', json_agg(
      json_build_array(email_number, error_type, retryable, profile_id) order by email_number
    ))
    from ended
    group by job_id
  )
  select status, array(select email_number from given where is_suppressed) as suppressed
  from jobs.jobs where job_id = $1`;

export const ENDED_IN_RANGE = `
  select ${ENDED_COLUMNS} from jobs.items
  where job_id = $1 and email_number > $2 and email_number <= $3 and status <> ${listed('pending')}
  order by email_number limit $4`;

export const UNSAVED_IN_RANGE = `
  select ${ENDED_COLUMNS} from jobs.items
  where job_id = $1 and email_number > $2 and email_number <= $3 and status = ${listed('done')} and ($5 or not saved)
    and email is not null
  order by email_number limit $4`;

/** Locks the items as FINISH does. */
export const MARK_SAVED = `
  with given as (
    select * from json_to_recordset($2::text::json) as x (email_number int, saved boolean, save_error text)
  ), before as (
    select email_number, saved, save_error from jobs.items
    where job_id = $1 and email_number = any ($3::int[]) and status = ${listed('done')}
    order by email_number for update
  ), changed as (
    update jobs.items item set saved = given.saved, save_error = given.save_error
    from before join given using (email_number)
    where item.job_id = $1 and item.email_number = before.email_number and item.email_number = any ($3::int[])
    returning given.saved as is_saved, before.saved as was_saved,
      given.save_error is not null as is_failed, before.save_error is not null as was_failed
  ), moved as (
    select coalesce(sum(is_saved::int - was_saved::int), 0)::int as saved,
      coalesce(sum(is_failed::int - was_failed::int), 0)::int as failed
    from changed
  )
  insert into jobs.counts (job_id, processed, failed, not_found, saved, failed_saves)
  select $1, 0, 0, 0, saved, failed from moved where saved <> 0 or failed <> 0`;

/** Of all jobs. The settings are returned whole because extracting one from json would reject NUL in any of them. */
export const TO_STORE = `
  select item.job_id, item.email_number, item.email, item.linkedin_url, item.suggested_role, item.name,
    item.include_companies, ${data('item')} as data, item.source, item.token_used, item.ended_at, job.config
  from jobs.items item join jobs.jobs job using (job_id)
  where item.to_store
  order by item.job_id, item.email_number limit $1`;

/** Locks the items as FINISH does. */
export const MARK_STORED = `
  with given as (
    select * from json_to_recordset($2::text::json) as x (email_number int, profile_id uuid)
  ), waiting as (
    select email_number from jobs.items
    where job_id = $1 and email_number = any ($3::int[]) and to_store
    order by email_number for update
  ), stored as (
    update jobs.items item
    set to_store = null, profile_id = given.profile_id, data = case when given.profile_id is null then item.data end
    from waiting join given using (email_number)
    where item.job_id = $1 and item.email_number = waiting.email_number and item.email_number = any ($3::int[])
    returning item.job_id, item.email_number, item.profile_id
  )
  delete from jobs.item_data kept using stored
  where kept.job_id = stored.job_id and kept.email_number = stored.email_number and stored.profile_id is not null`;

/** Locks the items as FINISH does. */
export const REFUSE_TO_STORE = `
  with waiting as (
    select email_number, saved, save_error from jobs.items
    where job_id = $1 and email_number = any ($2::int[]) and to_store
    order by email_number for update
  ), refused as (
    update jobs.items item
    set status = ${listed('failed')}, data = null, to_store = null, saved = null, save_error = null, error = $3,
      error_type = 'suppressed', retryable = false
    from waiting
    where item.job_id = $1 and item.email_number = waiting.email_number and item.email_number = any ($2::int[])
    returning item.job_id, item.email_number, waiting.saved as was_saved, waiting.save_error is not null as had_failed
  ), dropped as (
    delete from jobs.item_data kept using refused
    where kept.job_id = refused.job_id and kept.email_number = refused.email_number
  )
  insert into jobs.counts (job_id, processed, failed, not_found, saved, failed_saves)
  select job_id, 0, count(*), count(*), -count(*) filter (where was_saved), -count(*) filter (where had_failed)
  from refused group by job_id`;
