import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { abortable } from '../../common/lifecycle/abortable.js';
import { Config } from '../../config/config.js';
import { Queue } from '../queue/queue.js';
import type { UpkeepTask } from './upkeep-task.js';
import { UpkeepTasks } from './upkeep-tasks.js';

/** Upkeep is not urgent: if new jobs are not announced, they are polled for at this interval, in seconds. */
const POLLING_SECONDS = 30;

/**
 * Runs recurring work once for all replicas: the queue's cron sends a job when a task is due, and one of the workers runs it. A
 * task never runs twice at once, with any number of processes.
 */
@Injectable()
export class Upkeep implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(Upkeep.name);
  private isClosing = false;
  private starting: Promise<void> = Promise.resolve();

  constructor(
    private readonly tasks: UpkeepTasks,
    private readonly queue: Queue,
    private readonly config: Config,
  ) {}

  /** Without waiting: the service can respond before its upkeep has started. */
  onApplicationBootstrap(): void {
    this.starting = this.start().catch((error: unknown) => {
      this.logger.error({ err: error }, 'Upkeep could not be started');
    });
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.isClosing = true;
    await this.starting;
  }

  async start(): Promise<void> {
    if (this.config.ROLE === 'api') return;
    for (const task of this.tasks.all()) {
      if (this.isClosing) return;
      await this.startTask(task);
    }
  }

  private async startTask(task: UpkeepTask): Promise<void> {
    const queue = `upkeep.${task.name}`;
    const options = { concurrency: 1, pollingSeconds: POLLING_SECONDS };
    await this.queue.work(queue, (_, signal) => this.run(task, signal), options);
    await this.queue.schedule(queue, task.cron);
  }

  /** @throws the signal's reason once it is aborted, so that another process takes the task over */
  private async run(task: UpkeepTask, signal: AbortSignal): Promise<void> {
    try {
      await abortable(task.run(signal), signal);
    } catch (error) {
      signal.throwIfAborted();
      const reason = error instanceof Error ? error.message : String(error);
      this.logger.warn({ task: task.name, reason }, 'Upkeep failed and is tried again when it is due next');
    }
  }
}
