import type { SqlExecutor } from '../../infrastructure/postgres/sql-database.js';
import type { JobDatabase } from './job-database.js';

/** Numbers of items whose rows one statement deletes, so that others are never kept waiting for long. */
const AT_ONCE = 10_000;

/**
 * `$2` is the number after which to look, because the index still has entries of rows that were deleted a moment ago. No row is
 * returned while another process removes items of the same job.
 */
const REMOVE_SOME = `
  with claimed as (
    select (select min(email_number) from jobs.items where job_id = $1 and email_number > $2) as first
    from jobs.unlisted where job_id = $1 and expires_at <= now()
    for update skip locked
  ), data as (
    delete from jobs.item_data data using claimed
    where data.job_id = $1 and data.email_number >= first and data.email_number < first + ${AT_ONCE}
  ), removed as (
    delete from jobs.items item using claimed
    where item.job_id = $1 and item.email_number >= first and item.email_number < first + ${AT_ONCE}
    returning item.email_number
  )
  select first + ${AT_ONCE} - 1 as last, (select count(*)::int from removed) as removed from claimed`;

const FORGET = `
  with forgotten as (
    delete from jobs.unlisted where job_id = $1 and expires_at <= now() returning job_id
  )
  delete from jobs.counts where job_id in (select job_id from forgotten)`;

/** From now on, the items belong to no job and are to be removed. */
export async function expire(sql: SqlExecutor, job_id: string): Promise<void> {
  await sql.query('insert into jobs.unlisted (job_id, expires_at) values ($1, now())', [job_id]);
}

/** Removes the items of a job in `jobs.unlisted` if its time is over; returns how many. Continues where a crash ended it. */
export async function removeItems(database: JobDatabase, job_id: string): Promise<number> {
  let [total, after] = [0, 0];
  for (;;) {
    const [some] = await database.query<{ last: number | null; removed: number }>(REMOVE_SOME, [job_id, after]);
    if (some === undefined) return total;
    if (some.last === null) break;
    total += some.removed;
    after = some.last;
  }
  await database.query(FORGET, [job_id]);
  return total;
}

/** Removes all items whose time is over; returns how many. */
export async function removeAllUnlisted(database: JobDatabase, signal: AbortSignal): Promise<number> {
  const over = await database.query<{ job_id: string }>('select job_id from jobs.unlisted where expires_at <= now()');
  let total = 0;
  for (const { job_id } of over) {
    signal.throwIfAborted();
    total += await removeItems(database, job_id);
  }
  return total;
}
