import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { OpenLocally } from '../../common/access/access.decorators.js';
import { ApiFailures } from '../../common/errors/api-failures.decorator.js';
import { commonErrors } from '../../common/errors/common.errors.js';
import { AnalyticsService } from './analytics.service.js';
import { AnalyticsQuery } from './dto/analytics-query.dto.js';
import { Analytics } from './dto/analytics.dto.js';

@ApiTags('System')
@OpenLocally()
@ApiFailures([commonErrors.UNAUTHORIZED, commonErrors.SERVICE_UNAVAILABLE])
@Controller('system/analytics')
export class AnalyticsController {
  constructor(private readonly analyticsService: AnalyticsService) {}

  /**
   * Counts by hour or day: jobs, batches and their items, errors, latencies, credits, tokens and people. Data that was deleted later still
   * counts. Every process returns the same figures, with a delay of a few seconds.
   */
  @Get()
  @ApiFailures([commonErrors.VALIDATION_ERROR])
  analytics(@Query() query: AnalyticsQuery): Promise<Analytics> {
    return this.analyticsService.analytics(query);
  }
}
