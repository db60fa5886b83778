import type { PgBoss } from 'pg-boss';
import { SCHEMA } from './job-recovery.js';

/** Seconds after which pg-boss deletes a job that still waits: 50 years, so that accepted work is kept until it is done. */
export const WAITING_KEPT = 50 * 365 * 24 * 60 * 60;

/** Extends the limit of queues that earlier releases created, which was 14 days, and of the jobs in them. */
export async function keepWaitingJobs(boss: PgBoss): Promise<void> {
  await boss.getDb().executeSql(
    `with queues as (
       update ${SCHEMA}.queue set retention_seconds = $1::int where retention_seconds <> $1::int returning name
     )
     update ${SCHEMA}.job job set keep_until = job.start_after + $1::int * interval '1 second'
     from queues where job.name = queues.name and job.state < 'completed'`,
    [WAITING_KEPT],
  );
}
