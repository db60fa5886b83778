import { Module } from '@nestjs/common';
import { QueueModule } from '../queue/queue.module.js';
import { UpkeepTasksModule } from './upkeep-tasks.module.js';
import { Upkeep } from './upkeep.js';

/** For the application: runs the tasks of all features. */
@Module({ imports: [QueueModule, UpkeepTasksModule], providers: [Upkeep] })
export class UpkeepModule {}
