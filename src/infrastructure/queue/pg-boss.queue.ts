import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Logger, type BeforeApplicationShutdown, type OnApplicationShutdown } from '@nestjs/common';
import type { Db, Job, PgBoss } from 'pg-boss';
import type { SqlExecutor } from '../postgres/sql-database.js';
import { handBackInterrupted, handBackRunning, postpone } from './job-recovery.js';
import { PostponeError } from './postpone.error.js';
import { QueueUnavailableError } from './queue-unavailable.error.js';
import { Queue, type Handler, type SendAllOptions, type SendOptions, type WorkOptions } from './queue.js';

/** How long handlers have to end after the shutdown began, in milliseconds. */
const GRACE = 5_000;

/** `exclusive` is what makes singletonKey hold; a job without one gets a key of its own. */
const QUEUE_OPTIONS = {
  policy: 'exclusive',
  notify: true,
  retryBackoff: true,
  retryDelayMax: 300,
  // Other processes see after this many seconds that a worker died.
  heartbeatSeconds: 30,
  expireInSeconds: 6 * 60 * 60,
  deleteAfterSeconds: 24 * 60 * 60,
} as const;

/** Of a job that does not say otherwise; the delay is in seconds. */
const DEFAULTS = { retryLimit: 5, retryDelay: 2 };

/** For idle workers: one that ended a job looks for the next at once. */
const POLLING = { pollingIntervalSeconds: 2, notifyPollingIntervalSeconds: 2 };

export class PgBossQueue extends Queue implements BeforeApplicationShutdown, OnApplicationShutdown {
  private readonly logger = new Logger(PgBossQueue.name);
  private readonly shutdown = new AbortController();
  private readonly queues = new Map<string, Promise<void>>();
  private readonly prepared = new Set<string>();
  private readonly worked = new Set<string>();
  private readonly running = new Set<string>();
  private readonly interrupted = new Set<string>();
  private starting?: Promise<PgBoss>;

  /** @param connect makes a pg-boss that is not started, and says what to do once it is */
  constructor(
    override readonly description: string,
    private readonly connect: () => Promise<{ boss: PgBoss; started?: (boss: PgBoss) => Promise<void> }>,
  ) {
    super();
  }

  override async send(queue: string, payload: object, options: SendOptions = {}): Promise<string | null> {
    const { priority = 0, singletonKey = randomUUID() } = options;
    const { retryLimit = DEFAULTS.retryLimit, retryDelaySeconds = DEFAULTS.retryDelay } = options;
    const boss = await this.ready(queue);
    return available(boss.send(queue, payload, { priority, singletonKey, retryLimit, retryDelay: retryDelaySeconds }));
  }

  override async sendAll(
    queue: string,
    payloads: readonly object[],
    { priority = 0, retryLimit = DEFAULTS.retryLimit, transaction }: SendAllOptions = {},
  ): Promise<void> {
    // To make it ready here would wait for ever for the one connection of the embedded side.
    if (transaction && !this.prepared.has(queue)) throw new Error(`The queue ${queue} is not prepared`);
    const boss = await this.ready(queue);
    const jobs = payloads.map((data) => ({ ...DEFAULTS, data, priority, retryLimit, singletonKey: randomUUID() }));
    await (transaction ? boss.insert(queue, jobs, { db: within(transaction) }) : available(boss.insert(queue, jobs)));
  }

  override async prepare(queue: string): Promise<void> {
    if (this.prepared.has(queue)) return;
    const boss = await this.ready(queue);
    // Has pg-boss read and keep the definition of the queue.
    await available(boss.insert(queue, []));
    this.prepared.add(queue);
  }

  override async work<Payload extends object>(
    queue: string,
    handler: Handler<Payload>,
    { concurrency }: WorkOptions,
  ): Promise<void> {
    const boss = await this.ready(queue);
    this.worked.add(queue);
    for (let worker = 0; worker < concurrency; worker += 1) await this.startWorker(boss, queue, handler);
  }

  override async stop(): Promise<void> {
    if (this.shutdown.signal.aborted) return;
    this.shutdown.abort(new Error('The process is shutting down'));
    if (!this.starting) return;
    const boss = await this.starting;
    const ended = Promise.allSettled([...this.worked].map((queue) => boss.offWork(queue, { wait: true })));
    const grace = new AbortController();
    await Promise.race([ended, delay(GRACE, undefined, { signal: grace.signal }).catch(() => undefined)]);
    grace.abort();
    await handBackInterrupted(boss, [...this.interrupted]);
    await handBackRunning(boss, [...this.running]);
  }

  override async check(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const boss = await this.start();
    await available(boss.getDb().executeSql('select 1'));
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.stop();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.close();
  }

  /** Gives the connection up; what comes later fails. */
  async close(): Promise<void> {
    await this.stop();
    const boss = await this.starting?.catch(() => undefined);
    await boss?.stop({ graceful: false });
  }

  private async startWorker<Payload extends object>(
    boss: PgBoss,
    queue: string,
    handler: Handler<Payload>,
  ): Promise<void> {
    const worker = await boss.work<Payload>(queue, POLLING, async (jobs) => {
      for (const job of jobs) await this.handle(boss, job, handler).finally(() => boss.notifyWorker(worker));
    });
  }

  private async handle<Payload extends object>(
    boss: PgBoss,
    job: Job<Payload>,
    handler: Handler<Payload>,
  ): Promise<void> {
    this.running.add(job.id);
    try {
      await handler(job.data, AbortSignal.any([job.signal, this.shutdown.signal]));
    } catch (error) {
      if (error instanceof PostponeError) return await postpone(boss, job, error.until);
      if (this.shutdown.signal.aborted) this.interrupted.add(job.id);
      else this.logger.warn({ queue: job.name, job_id: job.id, err: error }, 'A job failed');
      throw error;
    } finally {
      this.running.delete(job.id);
    }
  }

  /** Started, and the queue exists. */
  private async ready(queue: string): Promise<PgBoss> {
    const boss = await this.start();
    const known = this.queues.get(queue) ?? available(boss.createQueue(queue, QUEUE_OPTIONS));
    this.queues.set(queue, known);
    known.catch(() => this.queues.delete(queue));
    await known;
    return boss;
  }

  private start(): Promise<PgBoss> {
    this.starting ??= this.connectAndStart().catch((error: unknown) => {
      this.starting = undefined;
      throw error;
    });
    return this.starting;
  }

  private async connectAndStart(): Promise<PgBoss> {
    const { boss, started } = await this.connect();
    boss.on('error', (error) => this.logger.error({ err: error }, 'The queue reports an error'));
    boss.on('warning', ({ message }) => this.logger.warn(message));
    await available(boss.start());
    await started?.(boss);
    return boss;
  }
}

/** The transaction as pg-boss speaks to it. */
function within(transaction: SqlExecutor): Db {
  return {
    executeSql: async (text: string, values?: unknown[]) => ({ rows: await transaction.query(text, values) }),
  };
}

async function available<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (cause) {
    throw new QueueUnavailableError({ cause });
  }
}
