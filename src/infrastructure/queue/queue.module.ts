import { Module } from '@nestjs/common';
import { Config } from '../../config/config.js';
import { DataDirectory } from '../data-directory/data-directory.js';
import { DataDirectoryModule } from '../data-directory/data-directory.module.js';
import { EmbeddedPostgres } from '../postgres/embedded-postgres.js';
import { PostgresModule } from '../postgres/postgres.module.js';
import { embeddedQueue } from './embedded-queue.js';
import { postgresQueue } from './postgres-queue.js';
import { Queue } from './queue.js';

@Module({
  imports: [PostgresModule, DataDirectoryModule],
  providers: [
    {
      provide: Queue,
      inject: [Config, EmbeddedPostgres, DataDirectory],
      useFactory: ({ DATABASE_URL }: Config, postgres: EmbeddedPostgres, directory: DataDirectory) =>
        DATABASE_URL ? postgresQueue(DATABASE_URL) : embeddedQueue(postgres, directory),
    },
  ],
  exports: [Queue],
})
export class QueueModule {}
