import type { EventType, LoggedEvent } from '../event.js';

/** What a reader wants to see. */
export interface EventFilter {
  /** Only events of this job or batch: a UUID. */
  subject?: string;
  /** Only these; all types if it is absent. */
  types?: readonly EventType[];
}

export interface EventPage extends EventFilter {
  /** Only events with a higher ID. */
  after: number;
  /** Only events with at most this ID. */
  upTo: number;
  /** At most this many. */
  limit: number;
}

/**
 * Everything that happened, in the order of the IDs, which rise by one from event to event. Every method throws
 * StoreUnavailableError if the database is unavailable.
 */
export abstract class EventLog {
  /** The highest ID so far, 0 before the first event. Every event up to it can be read. */
  abstract head(): Promise<number>;
  /** The first events that match, in order. */
  abstract read(page: EventPage): Promise<LoggedEvent[]>;
  /** Returns how many events were deleted; at most a few thousand rows in one statement. */
  abstract removeBefore(time: Date, signal: AbortSignal): Promise<number>;
}
