import { Injectable } from '@nestjs/common';
import { packageVersion } from '../common/openapi/api-document.js';
import { Config } from '../config/config.js';
import type { ServiceMetrics, SystemMetrics } from './dto/system-metrics.dto.js';
import { StatsService } from './stats.service.js';

@Injectable()
export class SystemMetricsService {
  constructor(
    private readonly stats: StatsService,
    private readonly config: Config,
  ) {}

  /** Never rejects: unavailable figures are null, and /system/health says why. */
  async metrics(): Promise<SystemMetrics> {
    const [tokens, jobStats, credits] = await Promise.all([
      orNull(this.stats.tokens()),
      orNull(this.stats.jobs()),
      orNull(this.stats.credits()),
    ]);
    const { emails, ...jobs } = jobStats ?? { emails: null };
    return {
      timestamp: new Date(),
      tokens,
      jobs: 'queue_size' in jobs ? jobs : null,
      emails,
      credits,
      service: this.service(),
    };
  }

  private service(): ServiceMetrics {
    const { rss, heapUsed } = process.memoryUsage();
    return {
      version: packageVersion(),
      node: process.versions.node,
      role: this.config.ROLE,
      uptime_seconds: Math.floor(process.uptime()),
      memory_rss_bytes: rss,
      memory_heap_used_bytes: heapUsed,
    };
  }
}

function orNull<T>(stats: Promise<T>): Promise<T | null> {
  return stats.catch(() => null);
}
