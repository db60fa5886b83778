import { Module } from '@nestjs/common';
import { Config } from '../../config/config.js';
import { DataDirectoryModule } from '../data-directory/data-directory.module.js';
import { EmbeddedPostgres } from './embedded/embedded-postgres.js';
import { EmbeddedSqlDatabase } from './embedded/embedded-sql-database.js';
import { PgConnections } from './server/pg-connections.js';
import { PgSqlDatabase } from './server/pg-sql-database.js';
import { SqlDatabase } from './sql-database.js';

@Module({
  imports: [DataDirectoryModule],
  providers: [
    EmbeddedPostgres,
    {
      provide: PgConnections,
      inject: [Config],
      useFactory: (config: Config) => connectionsOf(config),
    },
    {
      provide: SqlDatabase,
      inject: [PgConnections, EmbeddedPostgres],
      useFactory: (connections: PgConnections | null, postgres: EmbeddedPostgres) =>
        connections ? new PgSqlDatabase(connections) : new EmbeddedSqlDatabase(postgres),
    },
  ],
  exports: [EmbeddedPostgres, PgConnections, SqlDatabase],
})
export class PostgresModule {}

/** Null if the job database is the embedded one. */
function connectionsOf(config: Config): PgConnections | null {
  const { DATABASE_URL, DATABASE_POOL_SIZE: poolSize, DATABASE_STATEMENT_TIMEOUT_MS: statementTimeoutMs } = config;
  return DATABASE_URL ? PgConnections.to(DATABASE_URL, { poolSize, statementTimeoutMs }) : null;
}
