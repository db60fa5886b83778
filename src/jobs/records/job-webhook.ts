import { addSubjectWebhook } from '../../events/webhooks/subject-webhook.js';
import type { SqlExecutor } from '../../infrastructure/postgres/sql-database.js';
import type { JobRow } from './rows.js';

const ENDS = ['job.completed', 'job.failed', 'job.cancelled'] as const;

/** In the transaction that creates or reopens a job: its `webhook_url`, if it has one, will be notified when it ends. */
export async function awaitEnd(sql: SqlExecutor, job: Pick<JobRow, 'job_id' | 'config'>): Promise<void> {
  const { webhook_url } = job.config;
  if (typeof webhook_url === 'string')
    await addSubjectWebhook(sql, { kind: 'job', subject: job.job_id, url: webhook_url, events: ENDS });
}
