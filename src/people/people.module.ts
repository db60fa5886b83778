import { Module } from '@nestjs/common';
import { PostgresModule } from '../infrastructure/postgres/postgres.module.js';
import { ResidueModule } from '../infrastructure/residue/residue.module.js';
import { UpkeepTasksModule } from '../infrastructure/upkeep/upkeep-tasks.module.js';
import { JobsModule } from '../jobs/jobs.module.js';
import { LinkedInProfilesModule } from '../linkedin-profiles/linkedin-profiles.module.js';
import { ProfileStoreModule } from '../profile-store/profile-store.module.js';
import { ProfilesModule } from '../profiles/profiles.module.js';
import { SuppressionModule } from '../suppression/suppression.module.js';
import { ErasedRows } from './erased-rows.js';
import { ErasuresController } from './erasures.controller.js';
import { ErasuresService } from './erasures.service.js';
import { PersonCollector } from './person/person-collector.js';
import { PersonEraser } from './person-eraser.js';
import { ErasureReceipts } from './receipts/erasure-receipts.js';
import { SuppressionsController } from './suppressions/suppressions.controller.js';
import { SuppressionsService } from './suppressions/suppressions.service.js';
import { SqlErasureReceipts } from './receipts/sql-erasure-receipts.js';

@Module({
  imports: [
    PostgresModule,
    ResidueModule,
    UpkeepTasksModule,
    SuppressionModule,
    ProfileStoreModule,
    ProfilesModule,
    LinkedInProfilesModule,
    JobsModule,
  ],
  controllers: [ErasuresController, SuppressionsController],
  providers: [
    ErasuresService,
    SuppressionsService,
    PersonEraser,
    PersonCollector,
    { provide: ErasureReceipts, useClass: SqlErasureReceipts },
    ErasedRows,
  ],
})
export class PeopleModule {}
