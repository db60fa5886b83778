import type { SqlExecutor } from '../../infrastructure/postgres/sql-database.js';
import type { Queue } from '../../infrastructure/queue/queue.js';
import type { JobPriority } from '../job.js';
import { sendChunks } from './chunks.js';

interface Range {
  from: number;
  to: number;
}

const LOCK = `select job_id, priority from jobs.jobs where job_id = $1 and status <> 'cancelled' for update`;

/** No range reaches over an item that is pending already: that one is in a message of its own. */
const RANGES = `
  select min(email_number) as "from", max(email_number) as "to"
  from (
    select email_number, gap, (row_number() over (partition by gap order by email_number) - 1) / $2::int as chunk
    from (
      select email_number, status, count(*) filter (where status = 'pending') over (order by email_number) as gap
      from jobs.items
      where job_id = $1 and (status = 'pending' or (status = 'failed' and retryable))
    ) candidates
    where status = 'failed'
  ) retried
  group by gap, chunk
  order by 1`;

const RETRY = `
  with retried as (
    update jobs.items item
    set status = 'pending', token_used = null, ended_at = null, error = null, error_type = null, retryable = null
    from jobs.items before
    where item.job_id = $1 and item.status = 'failed' and item.retryable
      and before.job_id = item.job_id and before.email_number = item.email_number
    returning before.error_type
  ), counted as (
    select count(*)::int as retried, count(*) filter (where error_type = 'not_found')::int as not_found from retried
  )
  update jobs.jobs
  set status = 'processing', completed_at = null, processed_emails = processed_emails - retried,
    failed_emails = failed_emails - retried, not_found_emails = not_found_emails - not_found
  from counted
  where job_id = $1
  returning retried`;

/** Within one transaction, in which the job is locked first: nothing of it ends between the statements. */
export async function retryFailed(
  sql: SqlExecutor,
  queue: Queue,
  job_id: string | null,
  chunkSize: number,
): Promise<number> {
  const [job] = await sql.query<{ job_id: string; priority: JobPriority }>(LOCK, [job_id]);
  if (!job) return 0;
  const ranges = await sql.query<Range>(RANGES, [job_id, chunkSize]);
  if (ranges.length === 0) return 0;
  const [counted] = await sql.query<{ retried: number }>(RETRY, [job_id]);
  await sendChunks(queue, sql, job, ranges);
  return counted?.retried ?? 0;
}
