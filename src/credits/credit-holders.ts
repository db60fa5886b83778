import { Injectable } from '@nestjs/common';
import { DAY_MS } from '../common/durations.js';
import type { UpkeepTask } from '../infrastructure/upkeep/upkeep-task.js';
import { UpkeepTasks } from '../infrastructure/upkeep/upkeep-tasks.js';
import { CreditStore } from './credit.store.js';

/** Much longer than a process waits before it repeats a move. */
const KEPT_MS = DAY_MS;

/** Removes the rows of processes that hold no credits any longer. */
@Injectable()
export class CreditHolders implements UpkeepTask {
  readonly name = 'credit-holders';
  readonly cron = '41 4 * * *';

  constructor(
    private readonly store: CreditStore,
    upkeep: UpkeepTasks,
  ) {
    upkeep.register(this);
  }

  async run(): Promise<void> {
    await this.store.forgetHolders(new Date(Date.now() - KEPT_MS));
  }
}
