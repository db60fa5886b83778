import { randomUUID } from 'node:crypto';
import { Logger, type BeforeApplicationShutdown, type OnApplicationShutdown } from '@nestjs/common';
import type { Db, PgBoss } from 'pg-boss';
import { StoreUnavailableError } from '../../common/errors/store-unavailable.error.js';
import { NoAnswerError, withTimeout } from '../../common/lifecycle/with-timeout.js';
import type { SqlExecutor } from '../postgres/sql-database.js';
import { backlogOf, missingAmong } from './backlog.js';
import { InFlightJobs } from './in-flight-jobs.js';
import { wake } from './job-recovery.js';
import { keepTrying } from '../keep-trying.js';
import type { QueueDriver } from './queue-driver.js';
import { available, QueueUnavailableError } from './queue-unavailable.error.js';
import { Queue, type Backlog, type Handler, type SendAllOptions, type SendOptions, type WorkOptions } from './queue.js';
import { withTrace } from './queue-trace.js';
import { StartedPgBoss } from './started-pg-boss.js';

/** How long handlers may take to end after the shutdown began, in milliseconds. */
const GRACE = 5_000;

/** Defaults for jobs; the delay is in seconds. */
const DEFAULTS = { retryLimit: 5, retryDelay: 2 };

/** Polling interval of idle workers, in seconds; after a job, a worker polls immediately. */
const POLLING_SECONDS = 2;

/** The job of a tick is not retried if it fails or its process dies: the next tick follows. */
const OF_A_TICK = { retryLimit: 0, missed: 'once', tz: 'UTC' } as const;

export class PgBossQueue extends Queue implements BeforeApplicationShutdown, OnApplicationShutdown {
  private readonly logger = new Logger('Queue');
  private readonly shutdown = new AbortController();
  private isDraining = false;
  private readonly prepared = new Set<string>();
  /** Queues with a handler in this process, and those whose workers were started. */
  private readonly handled = new Set<string>();
  private readonly worked = new Set<string>();
  private readonly jobs = new InFlightJobs(this.shutdown.signal);
  private readonly boss: StartedPgBoss;

  constructor(private readonly driver: QueueDriver) {
    super();
    this.boss = new StartedPgBoss(driver, (worker) => void this.jobs.requeueLastOf(worker, () => this.boss.get()));
  }

  override get isEmbedded(): boolean {
    return this.driver.isEmbedded;
  }

  override get description(): string {
    return this.driver.description;
  }

  override async send(queue: string, payload: object, options: SendOptions = {}): Promise<string | null> {
    const { priority = 0, singletonKey = randomUUID(), group } = options;
    const { retryLimit = DEFAULTS.retryLimit, retryDelaySeconds = DEFAULTS.retryDelay } = options;
    const boss = await this.boss.withQueue(queue);
    return available(
      boss.send(queue, withTrace(payload), {
        priority,
        singletonKey,
        retryLimit,
        retryDelay: retryDelaySeconds,
        ...(group !== undefined && { group: { id: group } }),
      }),
    );
  }

  override async sendAll(
    queue: string,
    payloads: readonly object[],
    { priority = 0, retryLimit = DEFAULTS.retryLimit, transaction }: SendAllOptions = {},
  ): Promise<void> {
    // Creating the queue here would deadlock on the only connection of the embedded driver.
    if (transaction && !this.prepared.has(queue)) throw new Error(`The queue ${queue} is not prepared`);
    const boss = await this.boss.withQueue(queue);
    const jobs = payloads.map((payload) => ({
      ...DEFAULTS,
      data: withTrace(payload),
      priority,
      retryLimit,
      singletonKey: randomUUID(),
    }));
    await (transaction ? boss.insert(queue, jobs, { db: within(transaction) }) : available(boss.insert(queue, jobs)));
  }

  override async prepare(queue: string): Promise<void> {
    if (this.prepared.has(queue)) return;
    const boss = await this.boss.withQueue(queue);
    // Makes pg-boss load and cache the definition of the queue.
    await available(boss.insert(queue, []));
    this.prepared.add(queue);
  }

  override async work<Payload extends object>(
    queue: string,
    handler: Handler<Payload>,
    { concurrency, ...options }: WorkOptions,
  ): Promise<void> {
    this.handled.add(queue);
    const begin = async () => {
      const boss = await this.boss.withQueue(queue);
      if (this.isDraining) return;
      this.worked.add(queue);
      for (let worker = 0; worker < concurrency && !this.isDraining; worker += 1) {
        await this.startWorker(boss, queue, handler, options);
      }
    };
    await this.onceReachable(queue, begin);
  }

  override async schedule(queue: string, cron: string): Promise<void> {
    if (!this.handled.has(queue)) throw new Error(`The queue ${queue} has a schedule, but no handler`);
    await this.onceReachable(queue, async () => {
      const boss = await this.boss.withQueue(queue);
      // With this key, only one job of the queue is waiting or active at a time.
      await boss.schedule(queue, cron, {}, { ...OF_A_TICK, singletonKey: queue });
    });
  }

  override async wake(queue: string, payload: object, limit: number): Promise<number> {
    const boss = await this.boss.withQueue(queue);
    return available(wake(boss, queue, payload, limit));
  }

  override async missing(queue: string, field: string, values: readonly string[]): Promise<string[]> {
    return available(missingAmong(await this.boss.get(), queue, field, values));
  }

  override async backlog(): Promise<Backlog[]> {
    return available(backlogOf(await this.boss.get()));
  }

  override async drain(): Promise<void> {
    this.isDraining = true;
    const boss = await this.boss.getIfStarted();
    for (const queue of this.worked) await boss?.offWork(queue, { wait: false });
  }

  override async stop(): Promise<void> {
    if (this.shutdown.signal.aborted) return;
    this.isDraining = true;
    this.shutdown.abort(new Error('The process is shutting down'));
    await withinGrace(this.releaseJobs());
  }

  override async check(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    await available(this.driver.check(() => this.boss.get(), signal));
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.stop();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.close();
  }

  /** Closes the connection; later calls fail. */
  async close(): Promise<void> {
    await this.stop();
    await withinGrace(this.boss.getIfStarted().then((boss) => boss?.stop({ graceful: false })));
  }

  /** Immediately with the embedded driver, otherwise in the background when the server responds. */
  private async onceReachable(queue: string, begin: () => Promise<void>): Promise<void> {
    if (this.driver.isEmbedded) return begin();
    let reported: string | undefined;
    const attempt = async () => {
      try {
        await begin();
      } catch (error) {
        const reason = rejectionIn(error);
        // The attempts continue for as long as the cause lasts.
        if (reason !== null && reason.message !== reported) {
          reported = reason.message;
          this.logger.error({ queue, err: reason }, 'The database rejected a queue or its schedule: it is tried again');
        }
        throw error;
      }
    };
    void keepTrying(attempt, this.shutdown.signal);
  }

  private async startWorker<Payload extends object>(
    boss: PgBoss,
    queue: string,
    handler: Handler<Payload>,
    { pollingSeconds = POLLING_SECONDS, groupConcurrency }: Omit<WorkOptions, 'concurrency'>,
  ): Promise<void> {
    const options = {
      pollingIntervalSeconds: pollingSeconds,
      notifyPollingIntervalSeconds: pollingSeconds,
      includeMetadata: true,
      ...(groupConcurrency !== undefined && { groupConcurrency }),
    } as const;
    const worker: string = await boss.work<Payload, void, typeof options>(queue, options, async (jobs) => {
      for (const job of jobs)
        await this.jobs.handle(boss, worker, job, handler).finally(() => boss.notifyWorker(worker));
    });
  }

  private async releaseJobs(): Promise<void> {
    const boss = await this.boss.getIfStarted();
    if (boss === null) return;
    const ended = Promise.allSettled([...this.worked].map((queue) => boss.offWork(queue, { wait: true })));
    await withinGrace(ended);
    // If the database is unavailable, other processes take over when the heartbeat is missed.
    await this.jobs.releaseAll(boss).catch((error: unknown) => {
      this.logger.warn({ reason: (error as Error).message }, 'Unfinished jobs could not be returned to the queue');
    });
  }
}

/** Null for an outage, which the connection to the database reports. */
function rejectionIn(error: unknown): Error | null {
  const reason: unknown = error instanceof QueueUnavailableError ? error.cause : error;
  return reason instanceof Error && !(reason instanceof StoreUnavailableError) ? reason : null;
}

/** Adapts the transaction to pg-boss. */
function within(transaction: SqlExecutor): Db {
  return {
    executeSql: async (text: string, values?: unknown[]) => ({ rows: await transaction.query(text, values) }),
  };
}

/** Resolves when the work ends, or when the handlers' time is up. */
async function withinGrace(work: Promise<unknown>): Promise<void> {
  await withTimeout(GRACE, () => work).catch((error: unknown) => {
    if (!(error instanceof NoAnswerError)) throw error;
  });
}
