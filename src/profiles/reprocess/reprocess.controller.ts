import { Body, Controller, Get, HttpCode, Param, Post, Query, UseInterceptors } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiFailures } from '../../common/errors/api-failures.decorator.js';
import { commonErrors } from '../../common/errors/common.errors.js';
import { ApiPage } from '../../common/pagination/api-page.decorator.js';
import { PageQuery } from '../../common/pagination/page-query.dto.js';
import type { PageBody } from '../../common/pagination/pagination.dto.js';
import { idempotencyErrors } from '../../idempotency/idempotency.errors.js';
import { Idempotent } from '../../idempotency/idempotent.decorator.js';
import { reprocessErrors } from '../profiles.errors.js';
import { ApiAcceptedReprocess, StatusLocation } from './status-location.interceptor.js';
import { ReprocessRequest } from './dto/reprocess-request.dto.js';
import { AcceptedReprocess, ReprocessState } from './dto/reprocess-run.dto.js';
import { ReprocessService } from './reprocess.service.js';

@ApiTags('Profiles')
@ApiFailures([commonErrors.UNAUTHORIZED, commonErrors.SERVICE_UNAVAILABLE])
@Controller('api/v1/profiles/reprocess')
export class ReprocessController {
  constructor(private readonly reprocessing: ReprocessService) {}

  /**
   * Maps stored answers of the sources again, for all profiles or for those that match the filter. It runs in the background and calls no
   * source: use it after an update of this service that reads answers better. Names, roles and company links are kept.
   */
  @Post()
  @HttpCode(202)
  @Idempotent({ namesNobody: true })
  @UseInterceptors(StatusLocation)
  @ApiAcceptedReprocess()
  @ApiFailures(idempotencyErrors, [commonErrors.VALIDATION_ERROR])
  reprocessProfiles(@Body() request: ReprocessRequest): Promise<AcceptedReprocess> {
    return this.reprocessing.accept(request);
  }

  /** Lists reprocessing, newest first. */
  @Get()
  @ApiPage(ReprocessState)
  @ApiFailures([commonErrors.VALIDATION_ERROR])
  listReprocesses(@Query() page: PageQuery): Promise<PageBody<ReprocessState>> {
    return this.reprocessing.list(page);
  }

  /** Returns the progress of reprocessing, and what it changed. */
  @Get(':reprocess_id')
  @ApiFailures(reprocessErrors)
  getReprocess(@Param('reprocess_id') id: string): Promise<ReprocessState> {
    return this.reprocessing.find(id);
  }

  /** Cancels reprocessing. What it has changed so far is kept. */
  @Post(':reprocess_id/cancel')
  @HttpCode(200)
  @ApiFailures(reprocessErrors)
  cancelReprocess(@Param('reprocess_id') id: string): Promise<ReprocessState> {
    return this.reprocessing.cancel(id);
  }
}
