import { Injectable } from '@nestjs/common';
import type { UpkeepTask } from './upkeep-task.js';

/** The recurring tasks of this service; each feature registers its own while the application is assembled. */
@Injectable()
export class UpkeepTasks {
  private readonly tasks = new Map<string, UpkeepTask>();

  register(task: UpkeepTask): void {
    if (this.tasks.has(task.name)) throw new Error(`There are two upkeep tasks with the name ${task.name}`);
    this.tasks.set(task.name, task);
  }

  all(): readonly UpkeepTask[] {
    return [...this.tasks.values()];
  }
}
