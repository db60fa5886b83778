import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { SystemHealth } from '../dto/system-health.dto.js';
import type { SystemMetrics } from '../dto/system-metrics.dto.js';
import { labeledGauge } from './labeled-gauge.js';
import { embeddingCounters } from './embedding-counters.js';
import { usedCredits } from './used-credits.js';
import { sourceCredits } from './source-credits.js';

/** Values of the health metric, as is usual for Prometheus. */
const LEVELS = { healthy: 1, degraded: 0.5, unhealthy: 0 } as const;
/** In seconds; the slowest requests are batches of profiles. */
const BUCKETS = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 180];

/** Metrics in the text format of Prometheus: request durations, and the stats at the time of the scrape. */
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
  private readonly tokens = labeledGauge(this.registry, {
    name: 'profile_service_tokens',
    help: 'Tokens in the pool: total, active and available',
    label: 'state',
  });
  private readonly tokenUses = labeledGauge(this.registry, {
    name: 'profile_service_token_uses_today',
    help: 'Uses of active tokens today (UTC): used, available and limit',
    label: 'kind',
  });
  private readonly jobs = labeledGauge(this.registry, {
    name: 'profile_service_jobs',
    help: 'Stored jobs by status',
    label: 'status',
  });
  private readonly emails = labeledGauge(this.registry, {
    name: 'profile_service_emails',
    help: 'Email addresses of stored jobs; waiting counts those of unfinished jobs',
    label: 'state',
  });
  private readonly components = labeledGauge(this.registry, {
    name: 'profile_service_component_health',
    help: 'Component health: 1 healthy, 0.5 degraded, 0 unhealthy',
    label: 'component',
  });
  private readonly embedding = embeddingCounters(this.registry);
  private readonly sourceCredits = sourceCredits(this.registry);
  private readonly usedCredits = usedCredits(this.registry);
  private readonly score = new Gauge({
    name: 'profile_service_health_score',
    help: 'Health score of /system/health, 0 to 100',
    registers: [this.registry],
  });

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  observeRequest(request: { method: string; route: string; status: number }, seconds: number): void {
    this.requests.observe(request, seconds);
  }

  text({ tokens, jobs, emails, credits }: SystemMetrics, { components, health_score }: SystemHealth): Promise<string> {
    this.tokens(
      tokens && { total: tokens.total_tokens, active: tokens.active_tokens, available: tokens.available_tokens },
    );
    this.tokenUses(
      tokens && {
        used: tokens.total_daily_usage,
        available: tokens.available_capacity,
        limit: tokens.max_daily_capacity,
      },
    );
    this.jobs(jobs && jobs.status_breakdown);
    this.emails(emails && jobs && { ...emails, waiting: jobs.queue_size });
    this.components(
      Object.fromEntries(Object.entries(components).map(([name, component]) => [name, levelOf(component)])),
    );
    this.embedding(components.embeddings);
    this.sourceCredits(components.profile_source);
    this.usedCredits(credits);
    this.score.set(health_score);
    return this.registry.metrics();
  }
}

const levelOf = ({ status }: { status: keyof typeof LEVELS }) => LEVELS[status];
