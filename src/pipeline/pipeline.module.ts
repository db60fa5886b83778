import { Module } from '@nestjs/common';
import { EmbeddingsModule } from '../embeddings/embeddings.module.js';
import { UpkeepTasksModule } from '../infrastructure/upkeep/upkeep-tasks.module.js';
import { ProfileStoreModule } from '../profile-store/profile-store.module.js';
import { SourcesModule } from '../sources/sources.module.js';
import { CompaniesStage } from './companies.stage.js';
import { CompanyCache } from './company-cache.js';
import { EmbedStage } from './embed.stage.js';
import { EmbeddingRepair } from './embedding-repair.js';
import { EnrichStage } from './enrich.stage.js';
import { FetchStage } from './fetch.stage.js';
import { LinkedInDataPipeline } from './linkedin-data.pipeline.js';
import { LookupMemory } from './lookup-memory.js';
import { MissRetention } from './miss-retention.js';
import { ResolveStage } from './resolve.stage.js';
import { StageTimes } from './stage-times.js';
import { StoredFallback } from './stored-fallback.js';
import { StoredTexts } from './stored-texts.js';

@Module({
  imports: [EmbeddingsModule, ProfileStoreModule, SourcesModule, UpkeepTasksModule],
  providers: [
    LinkedInDataPipeline,
    LookupMemory,
    ResolveStage,
    FetchStage,
    CompaniesStage,
    CompanyCache,
    EmbedStage,
    EnrichStage,
    StoredFallback,
    StageTimes,
    EmbeddingRepair,
    MissRetention,
    StoredTexts,
  ],
  exports: [LinkedInDataPipeline, StageTimes, StoredTexts],
})
export class PipelineModule {}
