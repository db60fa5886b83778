import { Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { OpenLocally } from '../common/access/access.decorators.js';
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

  /** What the service does, and whether LinkedIn profiles are saved. */
  @Get('info')
  info(): SystemInfo {
    return this.infoService.info();
  }

  /** How every component is. Answers 200 whatever it finds; /health/ready is for those who look at the status only. */
  @Get('health')
  health(): Promise<SystemHealth> {
    return this.healthService.health();
  }

  /** Figures of tokens, jobs, e-mail addresses and this process; /metrics has them for Prometheus. */
  @Get('metrics')
  metrics(): Promise<SystemMetrics> {
    return this.metricsService.metrics();
  }

  /** Removes finished jobs past their retention at once; it happens by itself every hour. */
  @Post('cleanup')
  @HttpCode(200)
  @ApiFailures([commonErrors.SERVICE_UNAVAILABLE])
  cleanUp(): Promise<CleanupResult> {
    return this.cleanupService.cleanUp();
  }
}
