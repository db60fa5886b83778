import type { SqlExecutor } from '../../infrastructure/postgres/sql-database.js';
import type { NewEvent } from '../event.js';

/** Writes events in the transaction of the change that they report. The tables must exist, see `applyEventSchema`. */
export async function addEvents(sql: SqlExecutor, events: readonly NewEvent[]): Promise<void> {
  await sql.query(
    `insert into jobs.event_outbox (type, subject, data)
     select type, subject, data from json_to_recordset($1::text::json) as event (type text, subject uuid, data json)`,
    [JSON.stringify(events)],
  );
}

/**
 * Adds to a statement whose rows are jobs that each of them has progressed. The relay logs the progress a moment later, as one event for
 * all changes since the last one.
 */
export function announcingProgress(changes: string): string {
  return `
    with changed as (${changes}), announced as (
      insert into jobs.event_outbox (type, subject, size, progress) select 'job.progress', job_id, 0, true from changed
    )
    select job_id from changed`;
}

/** To be called in the transaction that changes the progress. */
export async function announceProgress(sql: SqlExecutor, job_id: string): Promise<void> {
  await sql.query(announcingProgress('select $1::uuid as job_id'), [job_id]);
}
