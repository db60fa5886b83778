import { Module } from '@nestjs/common';
import { SharedHits } from '../../common/access/shared-hits.js';
import { PostgresModule } from '../postgres/postgres.module.js';
import { PgConnections } from '../postgres/server/pg-connections.js';
import { SqlDatabase } from '../postgres/sql-database.js';
import { UpkeepTasks } from '../upkeep/upkeep-tasks.js';
import { UpkeepTasksModule } from '../upkeep/upkeep-tasks.module.js';
import { SqlSharedHits } from './sql-shared-hits.js';

/** Null without DATABASE_URL: the only process counts in memory. */
function sharedHits(connections: PgConnections | null, database: SqlDatabase, upkeep: UpkeepTasks): SharedHits | null {
  if (connections === null) return null;
  const hits = new SqlSharedHits(database);
  upkeep.register(hits);
  return hits;
}

@Module({
  imports: [PostgresModule, UpkeepTasksModule],
  providers: [{ provide: SharedHits, inject: [PgConnections, SqlDatabase, UpkeepTasks], useFactory: sharedHits }],
  exports: [SharedHits],
})
export class RateLimitModule {}
