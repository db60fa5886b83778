import { Module } from '@nestjs/common';
import { Config } from '../config/config.js';
import { PostgresModule } from '../infrastructure/postgres/postgres.module.js';
import { JobSuppressions } from './job-suppressions.js';
import { PersonDataRegistry } from './person-data.js';
import { PersonDigester } from './person-digester.js';
import { SqlJobSuppressions } from './sql-job-suppressions.js';
import { personDigester } from './suppression-key.js';

/** The parts of the list of suppressed people that need no profile store. ProfileStoreModule provides the list itself. */
@Module({
  imports: [PostgresModule],
  providers: [
    { provide: PersonDigester, inject: [Config], useFactory: personDigester },
    { provide: JobSuppressions, useClass: SqlJobSuppressions },
    PersonDataRegistry,
  ],
  exports: [PersonDigester, JobSuppressions, PersonDataRegistry],
})
export class SuppressionModule {}
