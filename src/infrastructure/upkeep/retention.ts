import { Logger } from '@nestjs/common';
import type { UpkeepTask } from './upkeep-task.js';
import type { UpkeepTasks } from './upkeep-tasks.js';

export interface RetentionRule extends Pick<UpkeepTask, 'name' | 'cron'> {
  /** How long rows are kept, in milliseconds; null keeps them. */
  keptMs: number | null;
  /** Deletes rows that are older, all of them or a bounded number; returns how many. */
  deleteBefore: (time: Date, signal: AbortSignal) => Promise<number>;
  /** Logged if any rows were deleted. */
  message: string;
}

/** Deletes rows when they are older than a setting allows. */
export abstract class Retention implements UpkeepTask {
  readonly name: string;
  readonly cron: string;
  private readonly logger = new Logger(this.constructor.name);

  constructor(
    upkeep: UpkeepTasks,
    private readonly rule: RetentionRule,
  ) {
    this.name = rule.name;
    this.cron = rule.cron;
    upkeep.register(this);
  }

  async run(signal: AbortSignal): Promise<void> {
    const deleted = await this.clean(signal);
    if (deleted > 0) this.logger.log({ deleted }, this.rule.message);
  }

  /** Deletes all expired rows; returns how many. @throws the signal's reason */
  async clean(signal: AbortSignal = new AbortController().signal): Promise<number> {
    const { keptMs, deleteBefore } = this.rule;
    if (keptMs === null) return 0;
    const oldest = new Date(Date.now() - keptMs);
    let deleted = 0;
    for (;;) {
      signal.throwIfAborted();
      const more = await deleteBefore(oldest, signal);
      if (more === 0) return deleted;
      deleted += more;
    }
  }
}
