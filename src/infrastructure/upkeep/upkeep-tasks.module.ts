import { Module } from '@nestjs/common';
import { PostgresModule } from '../postgres/postgres.module.js';
import { SqlUpkeepProgress } from './sql-upkeep-progress.js';
import { UpkeepProgress } from './upkeep-progress.js';
import { UpkeepTasks } from './upkeep-tasks.js';

/** For features that register tasks; opens no connection. */
@Module({
  imports: [PostgresModule],
  providers: [UpkeepTasks, { provide: UpkeepProgress, useClass: SqlUpkeepProgress }],
  exports: [UpkeepTasks, UpkeepProgress],
})
export class UpkeepTasksModule {}
