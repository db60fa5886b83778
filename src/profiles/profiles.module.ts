import { Module } from '@nestjs/common';
import { CreditsModule } from '../credits/credits.module.js';
import { EventsModule } from '../events/events.module.js';
import { EmbeddingsModule } from '../embeddings/embeddings.module.js';
import { PostgresModule } from '../infrastructure/postgres/postgres.module.js';
import { QueueModule } from '../infrastructure/queue/queue.module.js';
import { UpkeepTasksModule } from '../infrastructure/upkeep/upkeep-tasks.module.js';
import { PipelineModule } from '../pipeline/pipeline.module.js';
import { ProfileStoreModule } from '../profile-store/profile-store.module.js';
import { BatchSubject } from './batches/batch-subject.js';
import { BatchRetention } from './batches/batch-retention.js';
import { BatchWorker } from './batches/batch.worker.js';
import { BatchesController } from './batches/batches.controller.js';
import { BatchWebhooks } from './batches/batch-webhooks.js';
import { BatchItems } from './batches/batch-items.js';
import { BatchesService } from './batches/batches.service.js';
import { ChangesController } from './changes/changes.controller.js';
import { ChangesService } from './changes/changes.service.js';
import { BatchErasure } from './erasure/batch-erasure.js';
import { LostWork } from './lost-work.js';
import { ProfileRetention } from './profile-retention.js';
import { ProfileExportsController } from './export/profile-exports.controller.js';
import { ProfilesExport } from './export/profiles-export.js';
import { ProfilesController } from './profiles.controller.js';
import { ProfilesService } from './profiles.service.js';
import { MatchDispatcher } from './saved-searches/match-dispatcher.js';
import { SavedSearchesController } from './saved-searches/saved-searches.controller.js';
import { SavedSearchesService } from './saved-searches/saved-searches.service.js';
import { SavedSearchesStore } from './saved-searches/saved-searches.store.js';
import { SearchMatcher } from './saved-searches/search-matcher.js';
import { SqlSavedSearchesStore } from './saved-searches/sql-saved-searches.store.js';
import { SearchController } from './search/search.controller.js';
import { SearchService } from './search/search.service.js';
import { PageReprocessor } from './reprocess/page-reprocessor.js';
import { ReprocessController } from './reprocess/reprocess.controller.js';
import { ReprocessService } from './reprocess/reprocess.service.js';
import { ReprocessWorker } from './reprocess/reprocess.worker.js';
import { SimilarityService } from './similarity.service.js';

@Module({
  imports: [
    PipelineModule,
    ProfileStoreModule,
    EmbeddingsModule,
    PostgresModule,
    QueueModule,
    UpkeepTasksModule,
    CreditsModule,
    EventsModule,
  ],
  // Before the profiles, whose `:id` would take `batches`, `export`, `facets` and `reprocess` for IDs.
  controllers: [
    BatchesController,
    ProfileExportsController,
    SearchController,
    SavedSearchesController,
    ReprocessController,
    ProfilesController,
    ChangesController,
  ],
  providers: [
    ProfilesExport,
    ProfilesService,
    SimilarityService,
    SearchService,
    { provide: SavedSearchesStore, useClass: SqlSavedSearchesStore },
    SavedSearchesService,
    SearchMatcher,
    MatchDispatcher,
    BatchItems,
    BatchWebhooks,
    BatchesService,
    BatchWorker,
    BatchRetention,
    ProfileRetention,
    BatchErasure,
    ChangesService,
    ReprocessService,
    PageReprocessor,
    ReprocessWorker,
    BatchSubject,
    LostWork,
  ],
  exports: [BatchErasure],
})
export class ProfilesModule {}
