import { Logger } from '@nestjs/common';
import type { PgBoss } from 'pg-boss';
import { StoreUnavailableError } from '../../common/errors/store-unavailable.error.js';
import { DatabaseUnavailableError } from '../postgres/database-unavailable.error.js';
import { WAITING_KEPT } from './kept-jobs.js';
import type { QueueDriver } from './queue-driver.js';
import { available } from './queue-unavailable.error.js';

/** `exclusive` is what enforces singletonKey; a job without one gets a unique key. */
const QUEUE_OPTIONS = {
  policy: 'exclusive',
  notify: true,
  retryBackoff: true,
  retryDelayMax: 300,
  expireInSeconds: 6 * 60 * 60,
  retentionSeconds: WAITING_KEPT,
  deleteAfterSeconds: 24 * 60 * 60,
} as const;

/** Seconds after which other processes notice that a worker died. */
const HEARTBEAT = 30;

/** pg-boss, started at the first use; after a failure, the next use tries again. */
export class StartedPgBoss {
  private readonly logger = new Logger('Queue');
  private readonly queues = new Map<string, Promise<void>>();
  /** Those that earlier processes created. */
  private existing: ReadonlySet<string> = new Set();
  private starting?: Promise<PgBoss>;

  /** @param workerFailed called with the ID of a worker that could not take a job or record its end */
  constructor(
    private readonly driver: QueueDriver,
    private readonly workerFailed: (worker: string) => void,
  ) {}

  /** @throws QueueUnavailableError; what opening the embedded driver throws */
  get(): Promise<PgBoss> {
    this.starting ??= this.start().catch((error: unknown) => {
      this.starting = undefined;
      throw error;
    });
    return this.starting;
  }

  /** Null if it was not started, or failed. */
  async getIfStarted(): Promise<PgBoss | null> {
    return (await this.starting?.catch(() => null)) ?? null;
  }

  /** Starts pg-boss, and creates the queue if there is none of that name. */
  async withQueue(queue: string): Promise<PgBoss> {
    const boss = await this.get();
    const { heartbeatSeconds = HEARTBEAT } = this.driver;
    if (this.existing.has(queue)) return boss;
    const creating =
      this.queues.get(queue) ?? available(boss.createQueue(queue, { ...QUEUE_OPTIONS, heartbeatSeconds }));
    this.queues.set(queue, creating);
    creating.catch(() => this.queues.delete(queue));
    await creating;
    return boss;
  }

  private async start(): Promise<PgBoss> {
    const boss = await this.driver.connect();
    boss.on('error', (error: Error & { worker?: string }) => this.reported(error));
    boss.on('warning', ({ message }) => this.logger.warn(message));
    try {
      await boss.start();
      this.existing = new Set((await boss.getQueues()).map(({ name }) => name));
      await this.driver.started?.(boss);
      return boss;
    } catch (error) {
      if (!(error instanceof StoreUnavailableError))
        this.logger.error({ err: error }, 'The queue could not be started');
      // What was started before the failure must not run alongside the next instance.
      await boss.stop({ graceful: false }).catch(() => undefined);
      return available(Promise.reject(error as Error));
    }
  }

  /** Every worker reports every attempt during an outage, which the database already logs. */
  private reported(error: Error & { worker?: string }): void {
    if (error.worker) this.workerFailed(error.worker);
    if (error.name === DatabaseUnavailableError.name) return;
    this.logger.error({ err: error }, 'The queue reported an error');
  }
}
