import { setTimeout as delay } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { StoreUnavailableError } from '../../common/errors/store-unavailable.error.js';
import { abortable } from '../../common/lifecycle/abortable.js';
import type { LoggedEvent } from '../event.js';
import { EventLog } from './event-log.js';

/** Events kept in memory, for all readers of this process. */
const KEPT = 5_000;
/** How often to look for events that another process has logged, in milliseconds. Only while a reader waits for them. */
const LOOK_EVERY_MS = 250;

/** The end of the log in memory, so that any number of readers that wait for events cost one query. */
@Injectable()
export class EventTail {
  private readonly logger = new Logger('Events');
  /** All events with IDs above `from`, up to `to`. */
  private kept: LoggedEvent[] = [];
  private from = 0;
  private to = 0;
  private waiting = 0;
  private looking?: Promise<void>;
  private nextLook = Promise.withResolvers<void>();
  private changes = Promise.withResolvers<void>();

  constructor(private readonly log: EventLog) {}

  /** Whether a reader waits for events in this process. */
  get isFollowed(): boolean {
    return this.waiting > 0;
  }

  /** The known events with higher IDs; null if some of them are no longer in memory. */
  after(id: number): readonly LoggedEvent[] | null {
    if (id < this.from) return null;
    return id >= this.to ? [] : this.kept.slice(id - this.from);
  }

  /** Resolves after an event was logged whose ID is higher than the given one. Rejects with the signal's reason. */
  async changed(after: number, signal: AbortSignal): Promise<void> {
    this.waiting += 1;
    try {
      while (this.to <= after) {
        this.looking ??= this.look();
        await abortable(this.changes.promise, signal);
      }
    } finally {
      this.waiting -= 1;
    }
  }

  /** Looks for new events now, if a reader waits for them. */
  wake(): void {
    this.nextLook.resolve();
  }

  private async look(): Promise<void> {
    while (this.waiting > 0) {
      this.nextLook = Promise.withResolvers<void>();
      await this.extend().catch((error: unknown) => this.failed(error));
      const pause = new AbortController();
      await Promise.race([
        this.nextLook.promise,
        delay(LOOK_EVERY_MS, undefined, { signal: pause.signal, ref: false }),
      ]);
      pause.abort();
    }
    this.looking = undefined;
  }

  /** During an outage readers wait; the database logs it. */
  private failed(error: unknown): void {
    if (!(error instanceof StoreUnavailableError)) this.logger.error({ err: error }, 'Events could not be read');
  }

  private async extend(): Promise<void> {
    const head = await this.log.head();
    if (head <= this.to) return;
    const from = Math.max(this.to, head - KEPT);
    const added = await this.log.read({ after: from, upTo: head, limit: head - from });
    // Old events may have been deleted meanwhile; what is kept has no gap.
    const isWhole = added.length === head - from;
    this.kept = isWhole ? [...(from === this.to ? this.kept : []), ...added].slice(-KEPT) : [];
    this.to = head;
    this.from = head - this.kept.length;
    this.changes.resolve();
    this.changes = Promise.withResolvers<void>();
  }
}
