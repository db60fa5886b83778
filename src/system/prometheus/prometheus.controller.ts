import { Controller, Get, Header } from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import { OpenLocally } from '../../common/access/access.decorators.js';
import { ApiFailures } from '../../common/errors/api-failures.decorator.js';
import { commonErrors } from '../../common/errors/common.errors.js';
import { SystemHealthService } from '../system-health.service.js';
import { SystemMetricsService } from '../system-metrics.service.js';
import { PrometheusMetrics } from './prometheus.metrics.js';

/** Content type of the text format that all versions of Prometheus support. */
const CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

@ApiTags('System')
@OpenLocally()
@ApiFailures([commonErrors.UNAUTHORIZED])
@Controller('metrics')
export class PrometheusController {
  constructor(
    private readonly prometheus: PrometheusMetrics,
    private readonly metrics: SystemMetricsService,
    private readonly health: SystemHealthService,
  ) {}

  /** Metrics of this process, tokens, jobs and email addresses, and the health of every component, in Prometheus text format. */
  @Get()
  @Header('Content-Type', CONTENT_TYPE)
  @ApiProduces('text/plain')
  @ApiOkResponse({ schema: { type: 'string', example: 'profile_service_jobs{status="completed"} 2\n' } })
  async getPrometheusMetrics(): Promise<string> {
    const [metrics, health] = await Promise.all([this.metrics.metrics(), this.health.health()]);
    return this.prometheus.text(metrics, health);
  }
}
