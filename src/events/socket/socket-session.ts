import type { WebSocket } from 'ws';
import { answerTo } from '../../common/errors/error-answer.js';
import { commonErrors } from '../../common/errors/common.errors.js';
import type { ApplicationError } from '../../common/errors/application.error.js';
import { ShuttingDown } from '../../common/lifecycle/shutdown.js';
import { NoAnswerError, withTimeout } from '../../common/lifecycle/with-timeout.js';
import { eventText, type LoggedEvent } from '../event.js';
import type { EventStreams, Subscription } from '../streams/event-streams.js';

/** Maximum number of streams of one connection. */
const MAX_SUBSCRIPTIONS = 10;
/** How long a client may stop reading before it is disconnected, in milliseconds. */
const STALLED_MS = 30_000;

/** https://www.rfc-editor.org/rfc/rfc6455#section-7.4.1 and the registry that it begins. */
const GOING_AWAY = 1001;
const POLICY_VIOLATION = 1008;
const TRY_AGAIN_LATER = 1013;

/** One connection: what its client may read, and its subscriptions. */
export class SocketSession {
  private readonly left = new AbortController();
  private subscriptions = 0;

  /** @param mayReadAll whether it has a key; without one, it may follow jobs if these are open */
  constructor(
    private readonly socket: WebSocket,
    private readonly streams: EventStreams,
    private mayReadAll: boolean,
    private readonly mayReadJobs: boolean,
  ) {
    socket.once('close', () => this.left.abort());
  }

  /** @param refusal why the key that was sent is not accepted; null if it is */
  authenticate(refusal: ApplicationError | null): void {
    if (refusal === null) {
      this.mayReadAll = true;
      return this.tell({ type: 'authenticated' });
    }
    this.refuse(refusal);
    this.socket.close(POLICY_VIOLATION, refusal.message);
  }

  get isAllowed(): boolean {
    return this.mayReadAll || this.mayReadJobs;
  }

  /** Sends the events until the job or batch is over, or the connection ends. */
  async follow(subscription: Subscription): Promise<void> {
    if (!this.mayReadAll && !(this.mayReadJobs && subscription.subject?.kind === 'job'))
      return this.refuse(commonErrors.UNAUTHORIZED(), subscription);
    if (this.subscriptions >= MAX_SUBSCRIPTIONS)
      return this.refuse(commonErrors.RATE_LIMIT_EXCEEDED({}, { message: TOO_MANY }), subscription);
    this.subscriptions += 1;
    try {
      await this.streams.with(subscription, this.left.signal, async (stream) => {
        this.tell({ type: 'subscribed', ...shown(subscription) });
        for await (const events of stream) await this.sendAll(events);
      });
      this.tell({ type: 'ended', ...shown(subscription) });
    } catch (error) {
      this.ended(error, subscription);
    } finally {
      this.subscriptions -= 1;
    }
  }

  refuse({ code, message }: ApplicationError, about: Subscription = {}): void {
    this.tell({ type: 'error', error_code: code, message, ...shown(about) });
  }

  private ended(error: unknown, subscription: Subscription): void {
    if (this.left.signal.aborted) return;
    if (error instanceof ShuttingDown) this.socket.close(GOING_AWAY, 'The service is shutting down');
    else if (error instanceof NoAnswerError) this.drop();
    else this.refuse(answerTo(error).error, subscription);
  }

  /** The close frame waits behind what the client has not read, so the connection is cut soon if it does not arrive. */
  private drop(): void {
    this.socket.close(TRY_AGAIN_LATER, 'Events were not read fast enough');
    setTimeout(() => this.socket.terminate(), STALLED_MS).unref();
  }

  /** Resolves when the last event has left this process, so that at most one page of events waits for a slow client. */
  private async sendAll(events: readonly LoggedEvent[]): Promise<void> {
    const texts = events.map(eventText);
    const last = texts.pop();
    if (last === undefined) return;
    for (const text of texts) this.socket.send(text);
    await withTimeout(STALLED_MS, () => new Promise<void>((resolve) => this.socket.send(last, () => resolve())));
  }

  private tell(message: object): void {
    if (this.socket.readyState === this.socket.OPEN) this.socket.send(JSON.stringify(message));
  }
}

const TOO_MANY = `A connection has at most ${MAX_SUBSCRIPTIONS} subscriptions`;

/** The subscription as the client named it. */
function shown({ subject, types }: Subscription): object {
  return { ...(subject && { [`${subject.kind}_id`]: subject.id }), ...(types && { types }) };
}
