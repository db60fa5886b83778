import { storable } from '../../common/text/storable.js';
import type { SqlExecutor } from '../../infrastructure/postgres/sql-database.js';
import type { EventType } from '../event.js';

/** A URL that is told how a job has ended. */
export interface SubjectWebhook {
  /** UUID of the job. */
  subject: string;
  /** Checked when it is sent to. */
  url: string;
  /** Types of which exactly one event will be written. */
  events: readonly EventType[];
}

/** In the transaction from which on the event is awaited. The tables must exist, see `applyEventSchema`. */
export async function addSubjectWebhook(sql: SqlExecutor, { subject, url, events }: SubjectWebhook): Promise<void> {
  await sql.query(
    `insert into jobs.webhooks as webhook (id, url, events, secrets, created_by, subject, position)
     select gen_random_uuid(), $2, $3, '[]', 'job', $1, last_id from jobs.event_head
     on conflict (subject) where subject is not null do update set awaited = webhook.awaited + 1`,
    [subject, storable(url), events],
  );
}
