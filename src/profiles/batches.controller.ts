import { Body, Controller, Get, Headers, Param, Post, UseInterceptors } from '@nestjs/common';
import { ApiHeader, ApiTags } from '@nestjs/swagger';
import { KeyName } from '../common/access/key-name.decorator.js';
import { ApiFailures } from '../common/errors/api-failures.decorator.js';
import { commonErrors } from '../common/errors/common.errors.js';
import { ApiBatchAnswers, BatchAnswerInterceptor } from './batch-answer.interceptor.js';
import { BatchesService } from './batches.service.js';
import { BatchRequest } from './dto/batch-request.dto.js';
import type { AcceptedBatch, BatchResult } from './dto/batch-result.dto.js';
import { BatchState } from './dto/batch-result.dto.js';
import { prefersAsync } from './prefer-header.js';
import { batchErrors } from './profiles.errors.js';

@ApiTags('Profiles')
@ApiFailures([commonErrors.UNAUTHORIZED, commonErrors.SERVICE_UNAVAILABLE])
@Controller('api/v1/profiles')
export class BatchesController {
  constructor(private readonly batches: BatchesService) {}

  /** Ingests up to ten profiles and returns one result per profile, in request order. */
  @Post('batch-enhanced')
  @UseInterceptors(BatchAnswerInterceptor)
  @ApiHeader({
    name: 'Prefer',
    required: false,
    description: '`respond-async` returns 202 immediately and processes the batch in the background',
    example: 'respond-async',
  })
  @ApiBatchAnswers()
  @ApiFailures([commonErrors.VALIDATION_ERROR, commonErrors.PAYLOAD_TOO_LARGE, commonErrors.UNSUPPORTED_MEDIA_TYPE])
  ingestBatch(
    @Body() request: BatchRequest,
    @KeyName() key_name: string,
    @Headers('Prefer') prefer?: string,
  ): Promise<BatchResult | AcceptedBatch> {
    return prefersAsync(prefer) ? this.batches.accept(request, key_name) : this.batches.ingest(request, key_name);
  }

  /** The status of a batch and, once it is completed, its full result. */
  @Get('batches/:batch_id')
  @ApiFailures(batchErrors)
  find(@Param('batch_id') id: string): Promise<BatchState> {
    return this.batches.find(id);
  }
}
