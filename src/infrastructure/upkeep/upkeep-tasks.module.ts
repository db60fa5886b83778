import { Module } from '@nestjs/common';
import { UpkeepTasks } from './upkeep-tasks.js';

/** For features that register tasks; opens no connection. */
@Module({ providers: [UpkeepTasks], exports: [UpkeepTasks] })
export class UpkeepTasksModule {}
