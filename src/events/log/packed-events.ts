import type { EventData, EventType, LoggedEvent } from '../event.js';

/** A row of jobs.event_log. Events that come in large numbers share a row, which lists what differs between them. */
export interface LogRow {
  /** ID of its last event. */
  id: number;
  size: number;
  type: EventType;
  subject: string | null;
  at: Date;
  data: EventData;
}

/** By type: the data of one of the packed events, from its entry in the list and the subject. */
const ENTRIES: Partial<Record<EventType, (entry: readonly unknown[], subject: string | null) => EventData>> = {
  'item.finished': ([email_number, error_type, retryable, profile_id], subject) => ({
    job_id: subject,
    email_number,
    status: error_type === null ? 'completed' : 'failed',
    error_type,
    retryable,
    profile_id,
  }),
  'profile.created': ([profile_id]) => ({ profile_id }),
  'profile.updated': ([profile_id]) => ({ profile_id }),
};

/** LogRow → its events, in the order of their IDs */
export function unpacked({ id, size, type, subject, at: timestamp, data }: LogRow): LoggedEvent[] {
  const dataOf = ENTRIES[type];
  if (dataOf === undefined) return [{ id, type, subject, timestamp, data }];
  const entries = data['entries'] as readonly (readonly unknown[])[];
  return entries.map((entry, index) => ({
    id: id - size + 1 + index,
    type,
    subject,
    timestamp,
    data: dataOf(entry, subject),
  }));
}
