import { storable } from '../../common/text/storable.js';
import type { SqlExecutor } from '../../infrastructure/postgres/sql-database.js';
import type { EventType } from '../event.js';
import type { SubjectKind } from '../subjects/event-subjects.js';

/** A URL that is notified when a job or batch has ended. */
export interface SubjectWebhook {
  kind: SubjectKind;
  /** UUID of the job or batch. */
  subject: string;
  /** Checked again at every attempt. */
  url: string;
  /** Types of which exactly one event will be written. */
  events: readonly EventType[];
  /**
   * Number of the end that is awaited: a job or batch that is retried ends several times, and a call that is repeated with the same number has no
   * effect. Absent if the call is part of the transaction that begins the wait.
   */
  wait?: number;
}

/** Must be called before the event can be written. The tables must exist, see `applyEventSchema`. */
export async function addSubjectWebhook(
  sql: SqlExecutor,
  { kind, subject, url, events, wait }: SubjectWebhook,
): Promise<void> {
  await sql.query(
    `insert into jobs.webhooks as webhook (id, url, events, secrets, created_by, subject, wait, position)
     select gen_random_uuid(), $2, $3, '[]', $4, $1, $5, last_id from jobs.event_head
     on conflict (subject) where subject is not null do update set
       awaited = webhook.awaited + 1, wait = excluded.wait, updated_at = now()
     where excluded.wait is null or webhook.wait is distinct from excluded.wait`,
    [subject, storable(url), events, kind, wait ?? null],
  );
}
