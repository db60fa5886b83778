import type { LoggedEvent } from '../event.js';
import type { EventFilter, EventLog } from './event-log.js';
import type { EventTail } from './event-tail.js';

/** Events read at a time, and so the most that a slow reader has in memory. */
const READ_AT_ONCE = 200;

/** Reads the log from a position, and everything that is added to it. */
export class EventFollower {
  private readonly isWanted: (event: LoggedEvent) => boolean;

  /** @param position the ID after which it begins */
  constructor(
    private readonly log: EventLog,
    private readonly tail: EventTail,
    private readonly filter: EventFilter,
    private position: number,
  ) {
    const types = filter.types && new Set(filter.types);
    this.isWanted = ({ subject, type }) =>
      (filter.subject === undefined || subject === filter.subject) && (types === undefined || types.has(type));
  }

  /** The next events; none if there are no more for now. @throws StoreUnavailableError */
  async next(): Promise<readonly LoggedEvent[]> {
    for (;;) {
      const recent = this.tail.after(this.position);
      if (recent === null) return this.nextInLog();
      const some = recent.slice(0, READ_AT_ONCE);
      this.position = some.at(-1)?.id ?? this.position;
      const wanted = some.filter(this.isWanted);
      if (wanted.length > 0 || some.length === 0) return wanted;
    }
  }

  /** The same from the log itself, so that it includes events logged a moment ago. @throws StoreUnavailableError */
  async nextInLog(): Promise<readonly LoggedEvent[]> {
    const upTo = await this.log.head();
    const events = await this.log.read({ ...this.filter, after: this.position, upTo, limit: READ_AT_ONCE });
    const last = events.length < READ_AT_ONCE ? upTo : events.at(-1)?.id;
    this.position = Math.max(this.position, last ?? upTo);
    return events;
  }

  /** Resolves when there may be new events. Rejects with the signal's reason. */
  changed(signal: AbortSignal): Promise<void> {
    return this.tail.changed(this.position, signal);
  }
}
