import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { processMetrics } from '../../common/metrics/process-metrics.js';
import { packageVersion } from '../../common/openapi/api-document.js';
import { Config } from '../../config/config.js';
import type { PoolUse } from '../../infrastructure/postgres/sql-database.js';
import type { SystemHealth } from '../dto/system-health.dto.js';
import type { SystemMetrics } from '../dto/system-metrics.dto.js';
import { embeddingCounters } from './embedding-counters.js';
import { labeledGauge } from './labeled-gauge.js';
import { buildInfo, circuitStates, poolGauges } from './process-gauges.js';
import type { SharedFigures } from './shared-figures.service.js';
import { sharedMetrics } from './shared-metrics.js';
import { sourceCredits } from './source-credits.js';

/** Values of the health metric, as is usual for Prometheus. */
const LEVELS = { healthy: 1, degraded: 0.5, unhealthy: 0 } as const;
/** In seconds; the slowest requests are batches of profiles. */
const BUCKETS = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 180];
/** Gauges whose names say that they are counters; the sums of the metrics without `_total` are the same. */
const MISNAMED = ['nodejs_active_handles_total', 'nodejs_active_requests_total', 'nodejs_active_resources_total'];

/** What a scrape reads. */
export interface Scrape {
  metrics: SystemMetrics;
  health: SystemHealth;
  shared: SharedFigures;
  pool: PoolUse | null;
}

/** Metrics in the text format of Prometheus: what was counted in this process, and the stats at the time of the scrape. */
@Injectable()
export class PrometheusMetrics {
  private readonly registry = new Registry();
  private readonly requests = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Duration of HTTP requests by route pattern',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: BUCKETS,
    registers: [this.registry],
  });
  private readonly shared = sharedMetrics(this.registry);
  private readonly components = labeledGauge(this.registry, {
    name: 'profile_service_component_health',
    help: 'Component health: 1 healthy, 0.5 degraded, 0 unhealthy',
    label: 'component',
  });
  private readonly embedding = embeddingCounters(this.registry);
  private readonly sourceCredits = sourceCredits(this.registry);
  private readonly circuits = circuitStates(this.registry);
  private readonly pool = poolGauges(this.registry);
  private readonly score = new Gauge({
    name: 'profile_service_health_score',
    help: 'Health score of /system/health, 0 to 100',
    registers: [this.registry],
  });

  constructor({ BUILD_REVISION: revision = '' }: Config) {
    buildInfo(this.registry, { version: packageVersion(), node: process.versions.node, revision });
    collectDefaultMetrics({ register: this.registry });
    for (const name of MISNAMED) this.registry.removeSingleMetric(name);
  }

  observeRequest(request: { method: string; route: string; status: number }, seconds: number): void {
    this.requests.observe(request, seconds);
  }

  async text({ metrics, health: { components, health_score }, shared, pool }: Scrape): Promise<string> {
    this.shared({ ...metrics, ...shared });
    this.components(
      Object.fromEntries(Object.entries(components).map(([name, component]) => [name, levelOf(component)])),
    );
    this.embedding(components.embeddings);
    this.sourceCredits(components.profile_source);
    this.circuits(components.profile_source.sources);
    this.pool(pool);
    this.score.set(health_score);
    return (await this.registry.metrics()) + (await processMetrics.metrics());
  }
}

const levelOf = ({ status }: { status: keyof typeof LEVELS }) => LEVELS[status];
