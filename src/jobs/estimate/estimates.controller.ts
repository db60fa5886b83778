import { Controller, HttpCode, Post, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { OpenLocally } from '../../common/access/access.decorators.js';
import { ApiFailures } from '../../common/errors/api-failures.decorator.js';
import { commonErrors } from '../../common/errors/common.errors.js';
import { isJson } from '../../common/http/only-json.js';
import { readAs } from '../../common/validation/request.pipe.js';
import { CreateBatchRequest } from '../dto/create-batch.dto.js';
import { createBatchExamples } from '../dto/create-batch.examples.js';
import { createErrors } from '../jobs.errors.js';
import { ListQuery } from '../upload/dto/upload-query.dto.js';
import { ApiListBody } from '../upload/list-body.decorator.js';
import { ListReceiver } from '../upload/request/list-receiver.js';
import { uploadErrors } from '../upload/upload.errors.js';
import { JobEstimate } from './dto/job-estimate.dto.js';
import { EstimateService } from './estimate.service.js';

@ApiTags('Jobs')
@OpenLocally()
@Controller('jobs')
export class EstimatesController {
  constructor(
    private readonly receiver: ListReceiver,
    private readonly estimates: EstimateService,
  ) {}

  /** Counts whom a job over this list would fetch, and what they would cost at most. Creates nothing and asks no source. */
  @Post('estimate')
  @HttpCode(200)
  @ApiListBody({ type: CreateBatchRequest, examples: createBatchExamples })
  @ApiFailures([createErrors.SOURCE_TAKES_NO_EMAILS], uploadErrors, [
    commonErrors.BAD_REQUEST,
    commonErrors.VALIDATION_ERROR,
    commonErrors.REQUEST_TIMEOUT,
  ])
  estimateJob(
    @Query() query: ListQuery,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<JobEstimate> {
    return isJson(request)
      ? this.estimates.ofRequest(readAs(CreateBatchRequest, request.body ?? {}))
      : this.receiver.receive(request, response, query, (list) => this.estimates.ofFile(list));
  }
}
