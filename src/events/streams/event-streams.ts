import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { ShuttingDown } from '../../common/lifecycle/shutdown.js';
import { Config } from '../../config/config.js';
import { eventTypes, type EventType, type LoggedEvent } from '../event.js';
import { eventErrors } from '../events.errors.js';
import { EventFollower } from '../log/event-follower.js';
import { EventLog } from '../log/event-log.js';
import { EventTail } from '../log/event-tail.js';
import { EventRelay } from '../relay/event-relay.js';
import { EventSubjects, type SubjectKind } from '../subjects/event-subjects.js';
import { forever, untilOver, withFinal } from './subject-stream.js';

/** Which events a client wants. */
export interface Subscription {
  /** Absent for all events. */
  subject?: { kind: SubjectKind; id: string };
  types?: readonly EventType[];
  /** Only events with higher IDs. Default: all events of a job or batch; without a subject, those from now on. */
  after?: number;
}

/** Events as they happen, until it returns or throws the signal's reason. */
export type EventStream = AsyncGenerator<readonly LoggedEvent[]>;

/** A job may have a million items, so clients that want an event for each of them must ask for that type. */
const OF_SUBJECT = eventTypes.filter((type) => type !== 'item.finished');

/** All open streams of this process, over SSE and WebSocket. */
@Injectable()
export class EventStreams implements OnModuleDestroy {
  private readonly closing = new AbortController();
  private open = 0;

  constructor(
    private readonly log: EventLog,
    private readonly tail: EventTail,
    private readonly relay: EventRelay,
    private readonly subjects: EventSubjects,
    private readonly config: Config,
  ) {}

  /** Before the server waits for its connections. */
  onModuleDestroy(): void {
    this.closing.abort(new ShuttingDown());
  }

  /** Aborted when streams must end because of the shutdown. */
  get closed(): AbortSignal {
    return this.closing.signal;
  }

  /**
   * Begins a stream; what `use` does with it counts against the limit until it resolves.
   * @throws TOO_MANY_STREAMS; the owner's error for an unknown job or batch; StoreUnavailableError
   */
  async with(
    subscription: Subscription,
    signal: AbortSignal,
    use: (stream: EventStream) => Promise<void>,
  ): Promise<void> {
    if (this.open >= this.config.EVENT_STREAMS_MAX) throw eventErrors.TOO_MANY_STREAMS();
    this.open += 1;
    try {
      await use(await this.begin(subscription, AbortSignal.any([signal, this.closing.signal])));
    } finally {
      this.open -= 1;
    }
  }

  private async begin({ subject, types, after }: Subscription, signal: AbortSignal): Promise<EventStream> {
    const head = await this.log.head();
    this.relay.wake();
    if (subject === undefined) {
      const events = new EventFollower(this.log, this.tail, { types }, Math.min(after ?? head, head));
      return forever(events, signal);
    }
    const { kind } = subject;
    // As the stores write a UUID.
    const id = subject.id.toLowerCase();
    const isOver = () => this.subjects.isOver(kind, id);
    // Fails for an unknown one before anything is sent.
    const wasOver = await isOver();
    const wanted = new Set(types ?? OF_SUBJECT);
    const read = withFinal([...wanted]);
    const filter = { subject: id, types: read };
    const events = new EventFollower(this.log, this.tail, filter, Math.min(after ?? 0, head));
    const stream = untilOver(events, { wasOver, isOver, catchUp: () => this.relay.catchUp(kind) }, signal);
    // Nothing to filter out: the client wants the final events too.
    return read.length === wanted.size ? stream : only(stream, wanted);
  }
}

async function* only(stream: EventStream, types: ReadonlySet<EventType>): EventStream {
  for await (const events of stream) {
    const wanted = events.filter(({ type }) => types.has(type));
    if (wanted.length > 0) yield wanted;
  }
}
