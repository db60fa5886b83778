import { Module, type MiddlewareConsumer, type NestModule } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { CreditsModule } from '../credits/credits.module.js';
import { EmbeddingsModule } from '../embeddings/embeddings.module.js';
import { EventsModule } from '../events/events.module.js';
import { DynamoDbModule } from '../infrastructure/dynamodb/dynamodb.module.js';
import { QueueModule } from '../infrastructure/queue/queue.module.js';
import { PostgresModule } from '../infrastructure/postgres/postgres.module.js';
import { JobsModule } from '../jobs/jobs.module.js';
import { LinkedInProfilesModule } from '../linkedin-profiles/linkedin-profiles.module.js';
import { ProfileStoreModule } from '../profile-store/profile-store.module.js';
import { SourcesModule } from '../sources/sources.module.js';
import { TokensModule } from '../tokens/tokens.module.js';
import { AnalyticsController } from './analytics/analytics.controller.js';
import { AnalyticsService } from './analytics/analytics.service.js';
import { CleanupService } from './cleanup.service.js';
import { EmbeddingsProbe } from './components/embeddings.probe.js';
import { JobQueueProbe } from './components/job-queue.probe.js';
import { LinkedInProfilesProbe } from './components/linkedin-profiles.probe.js';
import { ProfileSourceProbe } from './components/profile-source.probe.js';
import { SupabaseProbe } from './components/supabase.probe.js';
import { TokenManagerProbe } from './components/token-manager.probe.js';
import { WorkerProbe } from './components/worker.probe.js';
import { StatsService } from './stats.service.js';
import { DynamoDbHealth } from './health/dynamodb.health.js';
import { HealthController } from './health/health.controller.js';
import { QueueHealth } from './health/queue.health.js';
import { SupabaseHealth } from './health/supabase.health.js';
import { PrometheusController } from './prometheus/prometheus.controller.js';
import { PrometheusMetrics } from './prometheus/prometheus.metrics.js';
import { RequestMetricsMiddleware } from './prometheus/request-metrics.middleware.js';
import { ScrapeService } from './prometheus/scrape.service.js';
import { SharedFiguresService } from './prometheus/shared-figures.service.js';
import { SystemController } from './system.controller.js';
import { SystemHealthService } from './system-health.service.js';
import { SystemInfoService } from './system-info.service.js';
import { SystemMetricsService } from './system-metrics.service.js';
import { WelcomeController } from './welcome.controller.js';

const indicators = [SupabaseHealth, QueueHealth, DynamoDbHealth];

const probes = [
  TokenManagerProbe,
  JobQueueProbe,
  LinkedInProfilesProbe,
  SupabaseProbe,
  EmbeddingsProbe,
  ProfileSourceProbe,
  WorkerProbe,
];

@Module({
  imports: [
    TerminusModule.forRoot({ logger: false }),
    QueueModule,
    ProfileStoreModule,
    DynamoDbModule,
    EmbeddingsModule,
    SourcesModule,
    TokensModule,
    LinkedInProfilesModule,
    JobsModule,
    CreditsModule,
    EventsModule,
    PostgresModule,
  ],
  controllers: [WelcomeController, HealthController, SystemController, AnalyticsController, PrometheusController],
  providers: [
    ...indicators,
    ...probes,
    StatsService,
    SystemInfoService,
    SystemHealthService,
    SystemMetricsService,
    CleanupService,
    AnalyticsService,
    PrometheusMetrics,
    SharedFiguresService,
    ScrapeService,
  ],
})
export class SystemModule implements NestModule {
  configure(consumer: MiddlewareConsumer): void {
    consumer.apply(RequestMetricsMiddleware).forRoutes('{*path}');
  }
}
