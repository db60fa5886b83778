import { Module } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { CreditsModule } from '../credits/credits.module.js';
import { EventsModule } from '../events/events.module.js';
import { RequestHashes } from '../idempotency/request-hashes.js';
import { IdempotencyInterceptor } from '../idempotency/idempotency.interceptor.js';
import { IdempotencyRetention } from '../idempotency/idempotency-retention.js';
import { IdempotencyStore } from '../idempotency/idempotency.store.js';
import { PostgresModule } from '../infrastructure/postgres/postgres.module.js';
import { QueueModule } from '../infrastructure/queue/queue.module.js';
import { ResidueModule } from '../infrastructure/residue/residue.module.js';
import { UpkeepTasksModule } from '../infrastructure/upkeep/upkeep-tasks.module.js';
import { LinkedInProfilesModule } from '../linkedin-profiles/linkedin-profiles.module.js';
import { PipelineModule } from '../pipeline/pipeline.module.js';
import { ProfileStoreModule } from '../profile-store/profile-store.module.js';
import { SourcesModule } from '../sources/sources.module.js';
import { TokensModule } from '../tokens/tokens.module.js';
import { BudgetWatch } from './worker/budget-watch.js';
import { CallPacing } from './worker/call-pacing.js';
import { ChunkWorker } from './worker/chunk.worker.js';
import { ChunkSequencer } from './worker/chunk-sequencer.js';
import { ItemPreparer } from './worker/item-preparer.js';
import { FetchLimits } from './worker/fetch-limits.js';
import { JobErasure } from './erasure/job-erasure.js';
import { JobErasureStore } from './erasure/job-erasure.store.js';
import { SqlJobErasureStore } from './erasure/sql-job-erasure.store.js';
import { EstimateService } from './estimate/estimate.service.js';
import { EstimatesController } from './estimate/estimates.controller.js';
import { JobAcceptance } from './job-acceptance.js';
import { JobBudgetService } from './job-budget.service.js';
import { JobCreationService } from './job-creation.service.js';
import { JobSubject } from './job-subject.js';
import { JobRetention } from './job-retention.js';
import { JobStore } from './job.store.js';
import { JobsController } from './jobs.controller.js';
import { JobsService } from './jobs.service.js';
import { ItemChecker } from './lists/item-checker.js';
import { ManualSaveService } from './manual-save.service.js';
import { OutcomeRecorder } from './worker/outcome-recorder.js';
import { PeopleRecorder } from './worker/people-recorder.js';
import { ResultPayloads } from './result-payloads.js';
import { SuppressedRows } from './suppressed-rows.js';
import { UnlistedItems } from './unlisted-items.js';
import { UnstoredPeople } from './unstored-people.js';
import { ResultPeople } from './results/result-people.js';
import { ResultsExport } from './results/results-export.js';
import { SqlIdempotencyStore } from './records/sql-idempotency.store.js';
import { SqlJobStore } from './records/sql-job.store.js';
import { ListReceiver } from './upload/request/list-receiver.js';
import { UploadService } from './upload/upload.service.js';
import { UploadsController } from './upload/uploads.controller.js';
import { TokenDispenser } from './worker/token-dispenser.js';

@Module({
  imports: [
    PostgresModule,
    ResidueModule,
    QueueModule,
    SourcesModule,
    PipelineModule,
    ProfileStoreModule,
    TokensModule,
    LinkedInProfilesModule,
    CreditsModule,
    EventsModule,
    UpkeepTasksModule,
  ],
  controllers: [UploadsController, EstimatesController, JobsController],
  providers: [
    { provide: JobStore, useClass: SqlJobStore },
    { provide: JobErasureStore, useClass: SqlJobErasureStore },
    { provide: IdempotencyStore, useClass: SqlIdempotencyStore },
    { provide: APP_INTERCEPTOR, useClass: IdempotencyInterceptor },
    RequestHashes,
    IdempotencyRetention,
    JobErasure,
    JobsService,
    ItemChecker,
    JobCreationService,
    JobBudgetService,
    EstimateService,
    UploadService,
    ListReceiver,
    JobAcceptance,
    ManualSaveService,
    ResultsExport,
    ResultPeople,
    ResultPayloads,
    JobRetention,
    JobSubject,
    { provide: CallPacing, useFactory: () => new CallPacing() },
    ChunkWorker,
    ItemPreparer,
    FetchLimits,
    OutcomeRecorder,
    PeopleRecorder,
    UnstoredPeople,
    SuppressedRows,
    UnlistedItems,
    TokenDispenser,
    ChunkSequencer,
    BudgetWatch,
  ],
  exports: [JobStore, JobRetention, JobErasure],
})
export class JobsModule {}
