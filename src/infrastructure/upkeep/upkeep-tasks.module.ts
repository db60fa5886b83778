import { Module } from '@nestjs/common';
import { UpkeepTasks } from './upkeep-tasks.js';

/** For features: it opens nothing. */
@Module({ providers: [UpkeepTasks], exports: [UpkeepTasks] })
export class UpkeepTasksModule {}
