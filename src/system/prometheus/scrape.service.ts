import { Injectable } from '@nestjs/common';
import { SqlDatabase } from '../../infrastructure/postgres/sql-database.js';
import { SystemHealthService } from '../system-health.service.js';
import { SystemMetricsService } from '../system-metrics.service.js';
import { PrometheusMetrics } from './prometheus.metrics.js';
import { SharedFiguresService } from './shared-figures.service.js';

/** Reads what a scrape shows. A store that is unavailable has no figures, and delays a scrape by two seconds at most. */
@Injectable()
export class ScrapeService {
  constructor(
    private readonly prometheus: PrometheusMetrics,
    private readonly metrics: SystemMetricsService,
    private readonly health: SystemHealthService,
    private readonly shared: SharedFiguresService,
    private readonly database: SqlDatabase,
  ) {}

  async text(): Promise<string> {
    const [metrics, health, shared] = await Promise.all([
      this.metrics.metrics(),
      this.health.health(),
      this.shared.read(),
    ]);
    return this.prometheus.text({ metrics, health, shared, pool: this.database.poolUse });
  }
}
