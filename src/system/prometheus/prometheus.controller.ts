import { Controller, Get, Header } from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import { OpenLocally } from '../../common/access/access.decorators.js';
import { ApiFailures } from '../../common/errors/api-failures.decorator.js';
import { commonErrors } from '../../common/errors/common.errors.js';
import { ScrapeService } from './scrape.service.js';

/** Content type of the text format that all versions of Prometheus support. */
const CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

@ApiTags('System')
@OpenLocally()
@ApiFailures([commonErrors.UNAUTHORIZED])
@Controller('metrics')
export class PrometheusController {
  constructor(private readonly scrape: ScrapeService) {}

  /**
   * Metrics of this process, and of the data that all processes share, in Prometheus text format. Metrics whose names begin with
   * `profile_service_shared_` are the same from every process.
   */
  @Get()
  @Header('Content-Type', CONTENT_TYPE)
  @ApiProduces('text/plain')
  @ApiOkResponse({ schema: { type: 'string', example: 'profile_service_jobs{status="completed"} 2\n' } })
  getPrometheusMetrics(): Promise<string> {
    return this.scrape.text();
  }
}
