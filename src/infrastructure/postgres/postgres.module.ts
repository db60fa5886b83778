import { Module } from '@nestjs/common';
import { Config } from '../../config/config.js';
import { DataDirectoryModule } from '../data-directory/data-directory.module.js';
import { EmbeddedPostgres } from './embedded-postgres.js';
import { EmbeddedSqlDatabase } from './embedded-sql-database.js';
import { PgSqlDatabase } from './pg-sql-database.js';
import { SqlDatabase } from './sql-database.js';

@Module({
  imports: [DataDirectoryModule],
  providers: [
    EmbeddedPostgres,
    {
      provide: SqlDatabase,
      inject: [Config, EmbeddedPostgres],
      useFactory: ({ DATABASE_URL }: Config, postgres: EmbeddedPostgres) =>
        DATABASE_URL ? new PgSqlDatabase(DATABASE_URL) : new EmbeddedSqlDatabase(postgres),
    },
  ],
  exports: [EmbeddedPostgres, SqlDatabase],
})
export class PostgresModule {}
