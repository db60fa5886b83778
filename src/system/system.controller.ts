import { Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Audited, type Done } from '../audit/audited.decorator.js';
import { OpenLocally, RequireScope } from '../common/access/access.decorators.js';
import { ApiFailures } from '../common/errors/api-failures.decorator.js';
import { commonErrors } from '../common/errors/common.errors.js';
import { CleanupService } from './cleanup.service.js';
import { CleanupResult } from './dto/cleanup-result.dto.js';
import { SystemHealth } from './dto/system-health.dto.js';
import { SystemInfo } from './dto/system-info.dto.js';
import { SystemMetrics } from './dto/system-metrics.dto.js';
import { SystemHealthService } from './system-health.service.js';
import { SystemInfoService } from './system-info.service.js';
import { SystemMetricsService } from './system-metrics.service.js';

@ApiTags('System')
@OpenLocally()
@ApiFailures([commonErrors.UNAUTHORIZED])
@Controller('system')
export class SystemController {
  constructor(
    private readonly infoService: SystemInfoService,
    private readonly healthService: SystemHealthService,
    private readonly metricsService: SystemMetricsService,
    private readonly cleanupService: CleanupService,
  ) {}

  /** Describes the service, and whether LinkedIn profiles are saved. */
  @Get('info')
  getSystemInfo(): SystemInfo {
    return this.infoService.info();
  }

  /** Returns the health of every component. Always with status 200; use /health/ready to check the HTTP status. */
  @Get('health')
  getSystemHealth(): Promise<SystemHealth> {
    return this.healthService.health();
  }

  /** Metrics of tokens, jobs, email addresses and this process as JSON; /metrics returns them for Prometheus. */
  @Get('metrics')
  getSystemMetrics(): Promise<SystemMetrics> {
    return this.metricsService.metrics();
  }

  /** Deletes finished jobs that are past their retention now instead of waiting for the hourly cleanup. */
  @Post('cleanup')
  @RequireScope('admin')
  @Audited(({ result: { jobs_cleaned } }: Done<CleanupResult>) => ({
    action: 'jobs.cleaned',
    target: null,
    details: { jobs_cleaned },
  }))
  @HttpCode(200)
  @ApiFailures([commonErrors.SERVICE_UNAVAILABLE])
  cleanUpJobs(): Promise<CleanupResult> {
    return this.cleanupService.cleanUp();
  }
}
