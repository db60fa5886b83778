import { storable } from '../../common/text/storable.js';
import { addEvents } from '../../events/outbox/add-events.js';
import type { SqlExecutor } from '../../infrastructure/postgres/sql-database.js';
import type { Queue } from '../../infrastructure/queue/queue.js';
import type { Creation, JobIdempotency, NewJob } from '../job.store.js';
import { rangesOf, sendChunks } from './chunks.js';
import { jobCreated } from './job-events.js';
import { OUTDATED } from './sql-idempotency.store.js';
import { awaitEnd } from './job-webhook.js';

/** A job without its items. */
export type JobHead = Omit<NewJob, 'items'>;

/** Inserts the job, its messages, its event, its webhook and its idempotency key; nothing if the key was used before. */
export async function insertJob(
  sql: SqlExecutor,
  queue: Queue,
  job: JobHead,
  total: number,
  chunkSize: number,
): Promise<Creation> {
  const earlier = job.idempotency && (await takeKey(sql, job.job_id, job.idempotency));
  if (earlier) return { created: false, ...earlier };
  await insertRow(sql, job, total);
  await sendChunks(queue, sql, job, rangesOf(total, chunkSize));
  await addEvents(sql, [jobCreated(job, total)]);
  await awaitEnd(sql, job);
  return { created: true };
}

async function insertRow(sql: SqlExecutor, job: JobHead, total: number): Promise<void> {
  const { max_credits, ...config } = job.config;
  await sql.query(
    `insert into jobs.jobs (job_id, priority, config, max_credits, total_emails, columns, file_name, created_by)
     values ($1, $2::text::jobs.job_priority, $3::text::json, $4, $5, $6::text::json, $7, $8)`,
    [
      job.job_id,
      job.priority,
      JSON.stringify(config),
      max_credits,
      total,
      job.columns ? JSON.stringify(job.columns) : null,
      storable(job.file_name ?? null),
      job.created_by,
    ],
  );
}

type Earlier = Pick<JobIdempotency, 'request_hash' | 'response'>;

/**
 * The earlier response to this key; null if the key now belongs to this job. Waits for a concurrent transaction that claims the
 * key.
 */
async function takeKey(sql: SqlExecutor, job_id: string, given: JobIdempotency): Promise<Earlier | null> {
  const { caller, route, key, request_hash, response } = given;
  const taken = await sql.query(
    `insert into jobs.idempotency_keys as held (caller, route, key, job_id, request_hash, response)
     values ($1, $2, $3, $4, $5, $6::text::json)
     on conflict (caller, route, key) do update set job_id = excluded.job_id, request_hash = excluded.request_hash,
       response = excluded.response, status = null, headers = null, claim = null, claimed_until = null, created_at = now()
     where held.response is null or ${OUTDATED} returning key`,
    [caller, route, key, job_id, request_hash, JSON.stringify(response)],
  );
  if (taken.length > 0) return null;
  const [earlier] = await sql.query<Earlier>(
    'select request_hash, response from jobs.idempotency_keys where caller = $1 and route = $2 and key = $3',
    [caller, route, key],
  );
  // The other job was deleted between the two statements.
  return earlier ?? takeKey(sql, job_id, given);
}
