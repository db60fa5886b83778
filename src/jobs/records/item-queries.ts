import type { SqlExecutor } from '../../infrastructure/postgres/sql-database.js';
import { decodeCursor, encodeCursor } from '../../common/pagination/cursor.js';
import type { ItemError, ItemResult, JobItem } from '../job.js';
import type { ResultsPage } from '../job.store.js';
import {
  ENDED_COLUMNS,
  errorOf,
  outcomeOf,
  resultOf,
  type DoneRow,
  type EndedRow,
  type FailedRow,
} from './item.row.js';
import { scanInGrowingWindows } from './growing-windows.js';

export function unfinishedItems(sql: SqlExecutor, job_id: string | null, from: number, to: number): Promise<JobItem[]> {
  return sql.query<JobItem>(
    `select job_id, email_number, email, attempts from jobs.items
     where job_id = $1 and email_number between $2 and $3 and status = 'pending' order by email_number`,
    [job_id, from, to],
  );
}

const ENDED = `
  select ${ENDED_COLUMNS} from jobs.items
  where job_id = $1 and email_number > $2 and email_number <= $3 and status <> 'pending'
  order by email_number limit $4`;

export async function resultsPage(
  sql: SqlExecutor,
  job_id: string | null,
  { limit, cursor }: { limit: number; cursor?: string },
): Promise<ResultsPage> {
  const [after = 0] = cursor === undefined ? [] : decodeCursor(cursor, 1);
  const total = await totalOf(sql, job_id);
  // One more than asked for tells whether there is another page.
  const rows = await scanInGrowingWindows({ after, total, limit: limit + 1 }, (from, to, most) =>
    sql.query<EndedRow>(ENDED, [job_id, from, to, most]),
  );
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const next_cursor = rows.length > limit && last ? encodeCursor([last.email_number]) : null;
  return { outcomes: shown.map(outcomeOf), next_cursor };
}

const RECENT = `
  select ${ENDED_COLUMNS} from jobs.items
  where job_id = $1 and status = $2::text::jobs.item_status and status <> 'pending'
  order by ended_at desc, email_number desc limit $3`;

export async function recentItems(
  sql: SqlExecutor,
  job_id: string | null,
  count: number,
): Promise<{ results: ItemResult[]; errors: ItemError[] }> {
  const done = await sql.query<DoneRow>(RECENT, [job_id, 'done', count]);
  const failed = await sql.query<FailedRow>(RECENT, [job_id, 'failed', count]);
  return { results: done.map(resultOf), errors: failed.map(errorOf) };
}

const UNSAVED = `
  select ${ENDED_COLUMNS} from jobs.items
  where job_id = $1 and email_number > $2 and email_number <= $3 and status = 'done' and ($5 or not saved)
  order by email_number limit $4`;

export async function unsavedItems(
  sql: SqlExecutor,
  job_id: string | null,
  { after_number, limit, force }: { after_number: number; limit: number; force: boolean },
): Promise<ItemResult[]> {
  const total = await totalOf(sql, job_id);
  const rows = await scanInGrowingWindows({ after: after_number, total, limit }, (from, to, most) =>
    sql.query<DoneRow>(UNSAVED, [job_id, from, to, most, force]),
  );
  return rows.map(resultOf);
}

async function totalOf(sql: SqlExecutor, job_id: string | null): Promise<number> {
  const [job] = await sql.query<{ total_emails: number }>('select total_emails from jobs.jobs where job_id = $1', [
    job_id,
  ]);
  return job?.total_emails ?? 0;
}
