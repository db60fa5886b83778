import { Module } from '@nestjs/common';
import { DataDirectory } from '../data-directory/data-directory.js';
import { DataDirectoryModule } from '../data-directory/data-directory.module.js';
import { EmbeddedPostgres } from '../postgres/embedded/embedded-postgres.js';
import { PgConnections } from '../postgres/server/pg-connections.js';
import { PostgresModule } from '../postgres/postgres.module.js';
import { embeddedQueue } from './embedded-queue.js';
import { postgresQueue } from './postgres-queue.js';
import { Queue } from './queue.js';

@Module({
  imports: [PostgresModule, DataDirectoryModule],
  providers: [
    {
      provide: Queue,
      inject: [PgConnections, EmbeddedPostgres, DataDirectory],
      useFactory: (connections: PgConnections | null, postgres: EmbeddedPostgres, directory: DataDirectory) =>
        connections ? postgresQueue(connections) : embeddedQueue(postgres, directory),
    },
  ],
  exports: [Queue],
})
export class QueueModule {}
