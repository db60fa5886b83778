import type { SqlExecutor } from '../../infrastructure/postgres/sql-database.js';
import type { Queue } from '../../infrastructure/queue/queue.js';
import type { Creation, JobIdempotency, NewJob } from '../job.store.js';
import { rangesOf, sendChunks } from './chunks.js';

/** Everything that a job is made of, within one transaction. */
export async function createJob(sql: SqlExecutor, queue: Queue, job: NewJob, chunkSize: number): Promise<Creation> {
  const { job_id, priority, config, emails, idempotency } = job;
  const earlier = idempotency && (await takeKey(sql, job_id, idempotency));
  if (earlier) return { created: false, ...earlier };
  await sql.query(
    `insert into jobs.jobs (job_id, priority, config, total_emails)
     values ($1, $2::text::jobs.job_priority, $3::text::json, $4)`,
    [job_id, priority, JSON.stringify(config), emails.length],
  );
  await sql.query(
    `insert into jobs.items (job_id, email_number, email)
     select $1::uuid, number::int, email from json_array_elements_text($2::text::json) with ordinality as t (email, number)`,
    [job_id, JSON.stringify(emails)],
  );
  await sendChunks(queue, sql, job, rangesOf(emails.length, chunkSize));
  return { created: true };
}

type Earlier = Pick<JobIdempotency, 'request_hash' | 'response'>;

/** What was answered to the key before; null when it is this job's now. Waits for a transaction that is taking it. */
async function takeKey(sql: SqlExecutor, job_id: string, given: JobIdempotency): Promise<Earlier | null> {
  const { key, request_hash, response } = given;
  const taken = await sql.query(
    `insert into jobs.idempotency_keys (key, job_id, request_hash, response) values ($1, $2, $3, $4::text::json)
     on conflict (key) do nothing returning key`,
    [key, job_id, request_hash, JSON.stringify(response)],
  );
  if (taken.length > 0) return null;
  const [earlier] = await sql.query<Earlier>(
    'select request_hash, response from jobs.idempotency_keys where key = $1',
    [key],
  );
  // Its job was removed between the two statements.
  return earlier ?? takeKey(sql, job_id, given);
}
