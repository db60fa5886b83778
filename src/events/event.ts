/** All types of events, as clients name them. */
export const eventTypes = [
  'job.created',
  'job.progress',
  'job.completed',
  'job.failed',
  'job.cancelled',
  'item.finished',
  'batch.progress',
  'batch.completed',
  'profile.created',
  'profile.updated',
  'profile.matched',
  'person.erased',
  'webhook.test',
] as const;
export type EventType = (typeof eventTypes)[number];

/** What an event says: IDs, counts and states of this service, never anything personal. */
export type EventData = Readonly<Record<string, unknown>>;

/** An event before it has an ID. */
export interface NewEvent {
  type: EventType;
  /** The UUID of the job or batch that the event is about; null for other events. */
  subject: string | null;
  data: EventData;
}

/** An event in the log. */
export interface LoggedEvent extends NewEvent {
  /** 1 for the first event, and one more for each following one. */
  id: number;
  timestamp: Date;
}

/** An event as clients get it. */
export type ShownEvent = Omit<LoggedEvent, 'subject'>;

export const shownEvent = ({ id, type, timestamp, data }: LoggedEvent): ShownEvent => ({ id, type, timestamp, data });

const texts = new WeakMap<LoggedEvent, string>();

/** The event as JSON; made once, however many clients get it. */
export function eventText(event: LoggedEvent): string {
  let text = texts.get(event);
  if (text === undefined) texts.set(event, (text = JSON.stringify(shownEvent(event))));
  return text;
}
