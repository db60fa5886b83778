import { listed } from '../job-state.js';
import { data } from '../records/rows.js';

/** Rows that one statement reads: about 25 ms on a server, so that no other caller of the embedded database waits for long. */
const ITEMS_AT_ONCE = 10_000;
/** Answers are large. */
const ANSWERS_AT_ONCE = 200;
/** Up to 4 MB each. */
const RESPONSES_AT_ONCE = 10;

const COLUMNS = `item.job_id, item.email_number, item.email, item.linkedin_url, item.profile_id, ${data('item')} as data`;

/** Whether an answer contains one of the texts, in any case. */
const contains = (answer: string, texts: string) =>
  `exists (select from unnest(${texts}) as text where strpos(lower(${answer}::text), text) > 0)`;

/** A page of rows after a key, always with the last key of the page: `found` is null if nothing on it was found. */
const page = (table: string, limit: number, found: string) => `
  with page as materialized (
    select * from ${table} where (job_id, email_number) > ($1::uuid, $2::int)
    order by job_id, email_number limit ${limit}
  ), last as (
    select job_id as last_job_id, email_number as last_number from page
    order by job_id desc, email_number desc limit 1
  )
  select last.*, found.* from last left join (${found}) found on true`;

/** `$3` addresses, `$4` URLs, `$5` ids of profiles, `$6` texts. Only items of earlier releases have answers themselves. */
export const ITEMS_OF_PERSON = page(
  'jobs.items',
  ITEMS_AT_ONCE,
  `select ${COLUMNS} from page item
   where email = any ($3::text[]) or linkedin_url = any ($4::text[]) or profile_id = any ($5::uuid[])
     or (data is not null and ${contains('data', '$6::text[]')})`,
);

/** `$3` texts. */
export const ITEMS_BY_ANSWER = page(
  'jobs.item_data',
  ANSWERS_AT_ONCE,
  `select ${COLUMNS} from page kept join jobs.items item using (job_id, email_number)
   where ${contains('kept.data', '$3::text[]')}`,
);

/** Locks the items as FINISH does. Counters of items that have ended stay as they are; pending items end as suppressed, which fails no job. */
export const ERASE = `
  with locked as (
    select email_number, status from jobs.items
    where job_id = $1 and email_number = any ($2::int[]) and is_erased is not true
    order by email_number for update
  ), erased as (
    update jobs.items item
    set is_erased = true, email = null, linkedin_url = null, suggested_role = null, name = null, custom = null, data = null,
      profile_id = null, to_store = null, retryable = case when item.status <> ${listed('done')} then false end,
      status = case when item.status = ${listed('pending')} then ${listed('failed')} else item.status end,
      ended_at = coalesce(item.ended_at, now()),
      error = case when item.status <> ${listed('done')} then 'This person was erased' end,
      error_type = case when item.status = ${listed('pending')} then 'suppressed' else item.error_type end
    from locked
    where item.job_id = $1 and item.email_number = any ($2::int[]) and item.email_number = locked.email_number
    returning item.email_number, item.error_type, locked.status
  ), kept as (
    delete from jobs.item_data where job_id = $1 and email_number in (select email_number from erased)
  ), counted as (
    insert into jobs.counts (job_id, processed, failed, not_found, saved, failed_saves)
    select $1::uuid, count(*), count(*), count(*), 0, 0 from erased where status = ${listed('pending')} having count(*) > 0
  ), logged as (
    insert into jobs.event_outbox (type, subject, size, progress, data)
    select 'item.finished', $1::uuid, count(*), true, json_build_object('entries', json_agg(
      json_build_array(email_number, error_type, false, null) order by email_number
    ))
    from erased where status = ${listed('pending')} having count(*) > 0
  )
  select count(*)::int as erased from erased`;

/** A page after the key in `$1`, `$2`, `$3`; `$4` texts. */
export const RESPONSES = `
  select caller, route, key, response from jobs.idempotency_keys
  where (caller, route, key) > ($1, $2, $3) and ${contains('response', '$4::text[]')}
  order by caller, route, key limit ${RESPONSES_AT_ONCE}`;

/** `$4`: the response without the texts. */
export const ERASE_RESPONSE = `
  with forgotten as (
    delete from jobs.idempotency_keys where caller = $1 and route = $2 and key = $3 and job_id is null
  )
  update jobs.idempotency_keys set response = $4::text::json
  where caller = $1 and route = $2 and key = $3 and job_id is not null`;
