import type { SqlExecutor } from '../../infrastructure/postgres/sql-database.js';
import { listed, transitions } from '../job-state.js';
import type { Range } from './chunks.js';
import type { JobRow } from './rows.js';

/** Numbers of items that one statement looks at. */
const AT_ONCE = 10_000;

/** Locks items in the order of their numbers, as every statement does. */
const RETRY = `
  with locked as (
    select email_number, error_type from jobs.items
    where job_id = $1 and email_number between $2 and $3 and status = ${listed('failed')} and retryable
    order by email_number for update
  ), retried as (
    update jobs.items item
    set status = ${listed('pending')}, token_used = null, ended_at = null, error = null, error_type = null,
      retryable = null, sources_asked = null
    from locked
    where item.job_id = $1 and item.email_number between $2 and $3 and item.email_number = locked.email_number
    returning item.email_number, locked.error_type
  )
  select email_number, error_type = 'not_found' as not_found from retried`;

const PENDING = `
  select email_number from jobs.items
  where job_id = $1 and email_number between $2 and $3 and status = ${listed('pending')} order by email_number`;

const REOPEN = `
  update jobs.jobs
  set status = ${listed(transitions.retry.to)}, completed_at = null, processed_emails = processed_emails - $2,
    failed_emails = failed_emails - $2, not_found_emails = not_found_emails - $3
  where job_id = $1`;

export interface Retried {
  count: number;
  /** Of the retried items. */
  ranges: Range[];
}

/** Makes the failed, retryable items of a job pending again. The job must be locked. */
export async function retryItems(
  sql: SqlExecutor,
  { job_id, total_emails }: Pick<JobRow, 'job_id' | 'total_emails'>,
  chunkSize: number,
): Promise<Retried> {
  const ranges: Range[] = [];
  let [count, notFound] = [0, 0];
  for (let first = 1; first <= total_emails; first += AT_ONCE) {
    const window = [job_id, first, first + AT_ONCE - 1];
    const retried = await sql.query<Numbered & { not_found: boolean }>(RETRY, window);
    if (retried.length === 0) continue;
    const pending = await sql.query<Numbered>(PENDING, window);
    ranges.push(...rangesToRetry(numbersOf(retried), numbersOf(pending), chunkSize));
    count += retried.length;
    notFound += retried.filter(({ not_found }) => not_found).length;
  }
  if (count > 0) await sql.query(REOPEN, [job_id, count, notFound]);
  return { count, ranges };
}

interface Numbered {
  email_number: number;
}

const numbersOf = (rows: readonly Numbered[]) => rows.map(({ email_number }) => email_number);

/**
 * Ranges of at most `size` retried items. A range never includes an item that was pending before, because a message
 * for that item is already in the queue.
 */
function rangesToRetry(retried: readonly number[], pending: readonly number[], size: number): Range[] {
  const isRetried = new Set(retried);
  const ranges: Range[] = [];
  let left = 0;
  for (const number of pending) {
    const last = ranges.at(-1);
    if (!isRetried.has(number)) left = 0;
    else if (left > 0 && last) {
      last.to = number;
      left -= 1;
    } else {
      ranges.push({ from: number, to: number });
      left = size - 1;
    }
  }
  return ranges;
}
