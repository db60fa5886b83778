import { randomUUID } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { postponedUntil } from '../../src/infrastructure/queue/postpone.error.js';
import { QueueUnavailableError } from '../../src/infrastructure/queue/queue-unavailable.error.js';
import {
  Queue,
  type Backlog,
  type Handler,
  type SendAllOptions,
  type SendOptions,
  type WorkOptions,
} from '../../src/infrastructure/queue/queue.js';
import { InMemoryTransaction } from './in-memory-sql-database.js';
import { QueueTable, type QueuedJob } from './queue-table.js';

interface Worker {
  queue: string;
  handler: Handler<object>;
  concurrency: number;
  groupConcurrency?: number | undefined;
  running: number;
}

/**
 * One process's access to a queue with jobs in memory. It fulfills the contract of Queue and its only clock is that of its table,
 * so a test waits for `idle` and advances time with `table.elapse`.
 */
export class InMemoryQueue extends Queue {
  override readonly isEmbedded = true;
  override readonly description = 'memory';
  private readonly shutdown = new AbortController();
  private readonly workers: Worker[] = [];
  private readonly prepared = new Set<string>();
  private readonly running = new Map<QueuedJob, { taking: number; ended: Promise<void> }>();
  private readonly deaf: () => void;

  constructor(readonly table: QueueTable = new QueueTable()) {
    super();
    this.deaf = table.onChange(() => queueMicrotask(() => this.pump()));
  }

  override async send(queue: string, payload: object, options: SendOptions = {}): Promise<string | null> {
    this.reach();
    return this.table.insert(queue, payload, options) ? randomUUID() : null;
  }

  override async sendAll(
    queue: string,
    payloads: readonly object[],
    { transaction, ...options }: SendAllOptions = {},
  ): Promise<void> {
    if (transaction && !this.prepared.has(queue)) throw new Error(`The queue ${queue} is not prepared`);
    this.reach();
    const insert = () => payloads.forEach((payload) => this.table.insert(queue, payload, options));
    if (!transaction) return insert();
    if (!(transaction instanceof InMemoryTransaction)) throw new TypeError('A transaction of another database');
    transaction.enlist(insert);
  }

  override async prepare(queue: string): Promise<void> {
    this.reach();
    this.prepared.add(queue);
  }

  override async work<Payload extends object>(
    queue: string,
    handler: Handler<Payload>,
    { concurrency, groupConcurrency }: WorkOptions,
  ): Promise<void> {
    this.workers.push({ queue, handler: handler as Handler<object>, concurrency, groupConcurrency, running: 0 });
    queueMicrotask(() => this.pump());
  }

  /** Due immediately if it is due every minute, otherwise when the test says so. */
  override async schedule(queue: string, cron: string): Promise<void> {
    if (!this.workers.some((worker) => worker.queue === queue)) throw new Error(`The queue ${queue} has no handler`);
    this.table.schedules.set(queue, cron);
    if (cron === '* * * * *') this.table.tick(queue);
  }

  override async wake(queue: string, payload: object, limit: number): Promise<number> {
    this.reach();
    return this.table.wake(queue, payload, limit);
  }

  override async check(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    this.reach();
  }

  override async missing(queue: string, field: string, values: readonly string[]): Promise<string[]> {
    this.reach();
    const present = new Set(this.table.waiting(queue).map(({ payload }): unknown => Reflect.get(payload, field)));
    return values.filter((value) => !present.has(value));
  }

  override async backlog(): Promise<Backlog[]> {
    this.reach();
    return this.table.backlog();
  }

  override async drain(): Promise<void> {
    this.deaf();
    this.workers.length = 0;
  }

  /** Handlers have one turn of the event loop to end; the jobs of those that do not are handed back anyway. */
  override async stop(): Promise<void> {
    this.deaf();
    this.shutdown.abort(new Error('The process is shutting down'));
    await turn();
    for (const [job, { taking }] of this.running) this.table.putBack(job, taking);
  }

  /** Kills the process: its jobs lose an attempt when they are recovered. */
  die(): void {
    this.deaf();
    this.workers.length = 0;
    for (const [job, { taking }] of this.running) this.table.fail(job, taking);
  }

  /** Resolves when no job is active and no waiting job can be started. */
  async idle(): Promise<void> {
    await turn();
    while (this.running.size > 0) {
      await Promise.all([...this.running.values()].map(({ ended }) => ended));
      await turn();
    }
  }

  private pump(): void {
    if (this.shutdown.signal.aborted || this.table.isAway) return;
    for (const worker of this.workers) {
      while (worker.running < worker.concurrency) {
        const job = this.table.take(worker.queue, worker.groupConcurrency);
        if (job === null) break;
        worker.running += 1;
        const ended = this.handle(job, worker).finally(() => {
          worker.running -= 1;
          this.running.delete(job);
          this.pump();
        });
        this.running.set(job, { taking: job.taking, ended });
      }
    }
  }

  private async handle(job: QueuedJob, { handler }: Worker): Promise<void> {
    const { taking } = job;
    try {
      await handler(job.payload, this.shutdown.signal, { attemptsLeft: job.retryLimit - job.failures });
      this.table.end(job, taking);
    } catch (error) {
      const until = postponedUntil(error);
      if (until) this.table.putBack(job, taking, until.getTime() - Date.now());
      else if (this.shutdown.signal.aborted) this.table.putBack(job, taking);
      else this.table.fail(job, taking);
    }
  }

  private reach(): void {
    if (this.table.isAway) throw new QueueUnavailableError();
  }
}
