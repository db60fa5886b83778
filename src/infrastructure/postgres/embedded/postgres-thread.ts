import { EventEmitter } from 'node:events';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { once } from '../../../common/lifecycle/once.js';
import { receivedError, type ThreadMessage, type ThreadRequest } from './thread-messages.js';

/** By default the young generation of a thread grows with every large answer, and stays that large. */
const MEMORY = { maxYoungGenerationSizeMb: 24 };

/** PGlite in a thread of its own, so that its statements do not block the event loop. Requests are handled one after another. */
export class PostgresThread {
  /** Closes the database after the requests that were sent before, and ends the thread. */
  readonly close = once(() => this.closed());
  /** Emits the payload by channel. */
  readonly notifications = new EventEmitter();
  private readonly worker: Worker;
  private readonly waiting: PromiseWithResolvers<unknown>[] = [];
  private state: 'opening' | 'open' | 'closing' | 'broken' = 'opening';
  private thrown?: unknown;

  /**
   * Starts the thread, which loads its modules until `open` is called.
   * @param onBreakdown the opened database crashed, or the thread ended: no more requests are accepted
   */
  constructor(private readonly onBreakdown: () => void) {
    // With the extension of this file, because the tests run the sources.
    const file = new URL(`./postgres.thread${extname(import.meta.url)}`, import.meta.url);
    this.worker = new Worker(file, { resourceLimits: MEMORY });
    this.worker.on('message', (message: ThreadMessage) => this.receive(message));
    this.worker.on('error', (error) => void (this.thrown = error));
    this.worker.once('exit', () => this.ended());
  }

  /** @param signal ends the thread, whatever it is doing */
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
    else this.breakDown();
  }

  private ended(): void {
    this.breakDown();
    for (const { reject } of this.waiting.splice(0)) reject(this.broken());
  }

  private breakDown(): void {
    const { state } = this;
    if (state === 'closing') return;
    this.state = 'broken';
    if (state === 'open') this.onBreakdown();
  }

  private broken(): Error {
    return new Error('The embedded Postgres has failed and accepts no more statements', { cause: this.thrown });
  }
}
