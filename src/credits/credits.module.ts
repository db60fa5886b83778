import { Module } from '@nestjs/common';
import { PostgresModule } from '../infrastructure/postgres/postgres.module.js';
import { UpkeepTasksModule } from '../infrastructure/upkeep/upkeep-tasks.module.js';
import { CreditHolders } from './credit-holders.js';
import { CreditStore } from './credit.store.js';
import { CreditsService } from './credits.service.js';
import { SqlCreditStore } from './sql-credit.store.js';

/** What calls of sources may cost, and what they cost. */
@Module({
  imports: [PostgresModule, UpkeepTasksModule],
  providers: [{ provide: CreditStore, useClass: SqlCreditStore }, CreditsService, CreditHolders],
  exports: [CreditStore, CreditsService],
})
export class CreditsModule {}
