import { EventEmitter } from 'node:events';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { once } from '../../../common/lifecycle/once.js';
import { notLoaded } from './not-loaded.js';
import { BROKEN, receivedError, type ThreadMessage, type ThreadRequest } from './thread-messages.js';

/** With the extension of this file, because the tests run the sources. */
const THREAD = new URL(`./postgres.thread${extname(import.meta.url)}`, import.meta.url);

/** By default the young generation of a thread grows with every large answer, and stays that large. */
const MEMORY = { maxYoungGenerationSizeMb: 24 };

/** PGlite in its own thread, so that its statements do not block the event loop. Requests are handled one after another. */
export class PostgresThread {
  /** Closes the database after the requests that were sent before, and ends the thread. */
  readonly close = once(() => this.closed());
  /** Emits the payload by channel. */
  readonly notifications = new EventEmitter();
  private readonly worker: Worker;
  private readonly waiting: PromiseWithResolvers<unknown>[] = [];
  private state: 'loading' | 'opening' | 'open' | 'closing' | 'broken' = 'loading';
  private reason?: Error;
  private thrown?: Error;

  /**
   * Starts the thread, which loads its modules until `open` is called.
   * @param onBreakdown the opened database crashed, or the thread ended: no more requests are accepted
   */
  constructor(
    private readonly onBreakdown: () => void,
    file = THREAD,
  ) {
    this.worker = new Worker(file, { resourceLimits: MEMORY });
    this.worker.on('message', (message: ThreadMessage) => this.receive(message));
    this.worker.on('error', (error: Error) => void (this.thrown = error));
    this.worker.once('exit', () => this.ended());
  }

  /**
   * @param signal ends the thread, whatever it is doing
   * @throws StartError if the thread cannot load its modules
   */
  async open(path: string, module: object, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    signal.addEventListener('abort', () => void this.terminate(), { once: true });
    await this.request({ kind: 'open', path, module });
    this.state = 'open';
  }

  /** Rejects with the error of Postgres, which has `code` and `severity`. */
  async request(request: ThreadRequest): Promise<unknown> {
    if (this.state === 'closing') throw new Error('The embedded Postgres is closed');
    if (this.state === 'broken') throw this.broken();
    return this.send(request);
  }

  async terminate(): Promise<void> {
    this.state = 'closing';
    await this.worker.terminate();
  }

  private async closed(): Promise<void> {
    const isBroken = this.state === 'broken';
    this.state = 'closing';
    if (!isBroken) await this.send({ kind: 'close' });
    await this.worker.terminate();
  }

  private send(request: ThreadRequest): Promise<unknown> {
    const answer = Promise.withResolvers<unknown>();
    this.worker.postMessage(request);
    this.waiting.push(answer);
    return answer.promise;
  }

  private receive(message: ThreadMessage): void {
    if (message.kind === 'answered') this.waiting.shift()?.resolve(message.value);
    else if (message.kind === 'failed') this.waiting.shift()?.reject(receivedError(message.error));
    else if (message.kind === 'notified') this.notifications.emit(message.channel, message.payload);
    else if (message.kind === 'panicked') this.breakDown();
    else if (this.state === 'loading') this.state = 'opening';
  }

  private ended(): void {
    this.breakDown();
    for (const { reject } of this.waiting.splice(0)) reject(this.broken());
  }

  private breakDown(): void {
    const { state } = this;
    if (state === 'closing') return;
    if (state === 'loading') this.reason = notLoaded(this.thrown);
    this.state = 'broken';
    if (state === 'open') this.onBreakdown();
  }

  private broken(): Error {
    return this.reason ?? new Error(BROKEN, { cause: this.thrown });
  }
}
