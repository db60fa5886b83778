import type { SqlExecutor } from '../../infrastructure/postgres/sql-database.js';
import { storable } from '../../common/text/storable.js';
import type { ItemSave } from '../job.store.js';

/**
 * Locks the job, then its items: the counters move by what the items were when they were locked. About the array see
 * finish-items.ts.
 */
const MARK = `
  with job as (
    select job_id from jobs.jobs where job_id = $1 for update
  ), given as (
    select * from json_to_recordset($2::text::json) as x (email_number int, saved boolean, save_error text)
  ), before as (
    select item.job_id, item.email_number, item.saved, item.save_error
    from job join jobs.items item on item.job_id = job.job_id
    where item.status = 'done' and item.email_number = any ($3::int[])
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

export async function markSaved(sql: SqlExecutor, job_id: string | null, saves: readonly ItemSave[]): Promise<void> {
  const numbers = saves.map(({ email_number }) => email_number);
  await sql.query(MARK, [job_id, JSON.stringify(storable([...saves])), numbers]);
}
