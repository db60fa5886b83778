import { Body, Controller, Get, Headers, HttpCode, Param, Post, Query, Res, UseInterceptors } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { KeyName } from '../../common/access/key-name.decorator.js';
import { ApiFailures } from '../../common/errors/api-failures.decorator.js';
import { commonErrors } from '../../common/errors/common.errors.js';
import { ApiPage } from '../../common/pagination/api-page.decorator.js';
import type { PageBody } from '../../common/pagination/pagination.dto.js';
import { StreamQuery } from '../../events/dto/event-queries.dto.js';
import { eventErrors } from '../../events/events.errors.js';
import { ApiEventStream, positionOf } from '../../events/streams/api-event-stream.js';
import { ServerSentEvents } from '../../events/streams/server-sent-events.js';
import { idempotencyErrors } from '../../idempotency/idempotency.errors.js';
import { Idempotent } from '../../idempotency/idempotent.decorator.js';
import { ApiBatchAnswers, BatchAnswerInterceptor } from './batch-answer.interceptor.js';
import { BatchesService } from './batches.service.js';
import { BatchRequest } from './dto/batch-request.dto.js';
import type { AcceptedBatch, BatchResult } from './dto/batch-result.dto.js';
import { BatchState, BatchSummary, RetriedBatch } from './dto/batch-result.dto.js';
import { ListBatches } from './dto/list-batches.dto.js';
import { batchExamples } from '../dto/ingest.examples.js';
import { IngestQuery } from '../dto/ingest-query.dto.js';
import { prefersAsync } from './prefer-header.js';
import { batchErrors, batchStateErrors } from '../profiles.errors.js';

@ApiTags('Profiles')
@ApiFailures([commonErrors.UNAUTHORIZED, commonErrors.SERVICE_UNAVAILABLE])
@Controller('api/v1/profiles')
export class BatchesController {
  constructor(
    private readonly batches: BatchesService,
    private readonly streams: ServerSentEvents,
  ) {}

  /** Ingests up to ten profiles and returns one result per profile, in request order. */
  @Post('batch-enhanced')
  @Idempotent()
  @UseInterceptors(BatchAnswerInterceptor)
  @ApiHeader({
    name: 'Prefer',
    required: false,
    description: '`respond-async` returns 202 immediately and processes the batch in the background',
  })
  @ApiBody({ type: BatchRequest, examples: batchExamples })
  @ApiBatchAnswers()
  @ApiFailures(idempotencyErrors, [
    commonErrors.VALIDATION_ERROR,
    commonErrors.PAYLOAD_TOO_LARGE,
    commonErrors.UNSUPPORTED_MEDIA_TYPE,
  ])
  ingestBatch(
    @Body() request: BatchRequest,
    @Query() { on_error }: IngestQuery,
    @KeyName() key_name: string,
    @Headers('Prefer') prefer?: string,
  ): Promise<BatchResult | AcceptedBatch> {
    const caller = { key_name, on_error };
    return prefersAsync(prefer) ? this.batches.accept(request, caller) : this.batches.ingest(request, caller);
  }

  /** Lists batches, newest first, without their results. */
  @Get('batches')
  @ApiPage(BatchSummary)
  @ApiFailures([commonErrors.VALIDATION_ERROR])
  listBatches(@Query() query: ListBatches): Promise<PageBody<BatchSummary>> {
    return this.batches.list(query);
  }

  /** The status of a batch and, once it has ended, its full result. */
  @Get('batches/:batch_id')
  @ApiFailures(batchErrors)
  getBatch(@Param('batch_id') id: string): Promise<BatchState> {
    return this.batches.find(id);
  }

  /**
   * Cancels a batch that is pending or processing. Existing results are kept; the other items fail with `CANCELLED`. Profiles that
   * are being fetched are stored nevertheless, as are those that begin within a second.
   */
  @Post('batches/:batch_id/cancel')
  @HttpCode(200)
  @ApiFailures(batchErrors, batchStateErrors)
  cancelBatch(@Param('batch_id') id: string): Promise<BatchState> {
    return this.batches.cancel(id);
  }

  /** Queues the failed items of a batch that has ended for another attempt if they are retryable, also those of a cancelled one. */
  @Post('batches/:batch_id/retry-failed')
  @HttpCode(200)
  @Idempotent({ namesNobody: true })
  @ApiFailures(batchErrors, idempotencyErrors)
  retryBatch(@Param('batch_id') id: string, @KeyName() key_name: string): Promise<RetriedBatch> {
    return this.batches.retryFailed(id, key_name);
  }

  /** Streams the events of a batch as they happen, beginning with the first. */
  @Get('batches/:batch_id/events')
  @ApiEventStream('Ends after the final event of the batch.')
  @ApiFailures(batchErrors, eventErrors, [commonErrors.VALIDATION_ERROR])
  streamBatchEvents(
    @Param('batch_id') id: string,
    @Query() { types, after }: StreamQuery,
    @Res() response: Response,
    @Headers('Last-Event-ID') last?: string,
  ): Promise<void> {
    return this.streams.send(response, { subject: { kind: 'batch', id }, types, after: positionOf(last, after) });
  }
}
