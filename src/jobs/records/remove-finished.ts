import type { SqlExecutor } from '../../infrastructure/postgres/sql-database.js';

/** Jobs at a time, each with up to 50,000 items: other statements get their turn in between. */
const JOBS_AT_ONCE = 5;

const REMOVE = `
  with old as (
    select job_id from jobs.jobs
    where status in ('completed', 'failed', 'cancelled') and completed_at < $1
    limit $2
    for update skip locked
  ), items as (
    delete from jobs.items where job_id in (select job_id from old)
  ), keys as (
    delete from jobs.idempotency_keys where job_id in (select job_id from old)
  ), removed as (
    delete from jobs.jobs where job_id in (select job_id from old) returning job_id
  )
  select count(*)::int as removed from removed`;

export async function removeFinished(sql: SqlExecutor, before: Date): Promise<number> {
  let total = 0;
  for (;;) {
    const [{ removed } = { removed: 0 }] = await sql.query<{ removed: number }>(REMOVE, [
      before.toISOString(),
      JOBS_AT_ONCE,
    ]);
    total += removed;
    if (removed < JOBS_AT_ONCE) return total;
  }
}
