import type { Job, PgBoss } from 'pg-boss';

/** The database schema of pg-boss. */
export const SCHEMA = 'pgboss';

/**
 * Releases every job that a killed process left active. Use only if no other process can be working. A job without attempts left
 * fails, because it may be what kills the process.
 */
export async function recoverAbandonedJobs(boss: PgBoss): Promise<void> {
  const database = boss.getDb();
  const { rows } = await database.executeSql(
    `select name, id from ${SCHEMA}.job where state = 'active' and retry_count >= retry_limit`,
  );
  for (const { name, id } of rows) await boss.fail(name, id, { message: 'The process was killed' });
  await database.executeSql(
    `update ${SCHEMA}.job set state = 'retry', start_after = now(), heartbeat_on = null where state = 'active'`,
  );
}

/** Returns jobs to the queue whose handlers were interrupted by the shutdown, as if they had not started. */
export async function releaseInterrupted(boss: PgBoss, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await boss.getDb().executeSql(
    `update ${SCHEMA}.job
     set state = 'created', start_after = now(), started_on = null, completed_on = null, heartbeat_on = null
     where id = any($1::uuid[]) and state in ('retry', 'failed')`,
    [ids],
  );
}

/**
 * Jobs whose handlers do not end: the next worker gets the next attempt, so a late result of this one is ignored. The retry limit
 * grows with it because a shutdown does not use up an attempt.
 */
export async function releaseRunning(boss: PgBoss, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await boss.getDb().executeSql(
    `update ${SCHEMA}.job set state = 'retry', start_after = now(), heartbeat_on = null, retry_limit = retry_limit + 1
     where id = any($1::uuid[]) and state = 'active'`,
    [ids],
  );
}

/** Makes jobs that wait for a later time available now; returns how many. */
export async function wake(boss: PgBoss, queue: string, payload: object, limit: number): Promise<number> {
  const { rows } = await boss.getDb().executeSql(
    `with sleeping as materialized (
       select id from ${SCHEMA}.job
       where name = $1 and state in ('created', 'retry') and start_after > now() and data @> $2::jsonb
       order by priority desc, created_on, id limit $3
       for update skip locked
     )
     update ${SCHEMA}.job job set start_after = now()
     from sleeping where job.name = $1 and job.id = sleeping.id
     returning job.id`,
    [queue, JSON.stringify(payload), limit],
  );
  return rows.length;
}

/**
 * Releases a job whose handler still runs. As with releaseRunning, the next worker gets the next attempt, so a late result of
 * this one is ignored; the retry limit grows with it.
 */
export async function postpone(boss: PgBoss, { id, retryCount }: Job, until: Date): Promise<void> {
  await boss.getDb().executeSql(
    `update ${SCHEMA}.job
     set state = 'retry', start_after = $3::timestamptz, keep_until = $3::timestamptz + (keep_until - start_after),
       retry_limit = retry_limit + 1, heartbeat_on = null
     where id = $1::uuid and state = 'active' and retry_count = $2`,
    [id, retryCount, until.toISOString()],
  );
}
