import {
  Body,
  Controller,
  Get,
  Headers,
  HttpCode,
  Param,
  Patch,
  Post,
  Query,
  Req,
  Res,
  StreamableFile,
} from '@nestjs/common';
import { ApiBody, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { Audited } from '../audit/audited.decorator.js';
import { OpenLocally } from '../common/access/access.decorators.js';
import { KeyName } from '../common/access/key-name.decorator.js';
import { ApiFailures } from '../common/errors/api-failures.decorator.js';
import { commonErrors } from '../common/errors/common.errors.js';
import { acceptedFormat } from '../common/export/export-format.js';
import { exportErrors } from '../common/export/export.errors.js';
import { StreamQuery } from '../events/dto/event-queries.dto.js';
import { eventErrors } from '../events/events.errors.js';
import { ApiEventStream, positionOf } from '../events/streams/api-event-stream.js';
import { ServerSentEvents } from '../events/streams/server-sent-events.js';
import { ChangeJobRequest } from './dto/change-job.dto.js';
import { idempotencyErrors } from '../idempotency/idempotency.errors.js';
import { Idempotent } from '../idempotency/idempotent.decorator.js';
import { Idempotency, IdempotentRequest } from '../idempotency/idempotent-request.js';
import { CreateBatchRequest } from './dto/create-batch.dto.js';
import { createBatchExamples } from './dto/create-batch.examples.js';
import { CreatedJob } from './dto/created-job.dto.js';
import { JobDetail, QueueStatus } from './dto/job-detail.dto.js';
import { RecentJobs, ResultsQuery, SaveQuery } from './dto/job-queries.dto.js';
import { ChangedJob, JobResults, SavedJob } from './dto/job-results.dto.js';
import { JobBudgetService } from './job-budget.service.js';
import { JobCreationService } from './job-creation.service.js';
import { createErrors, jobErrors, jobStateErrors } from './jobs.errors.js';
import { JobsService } from './jobs.service.js';
import { ManualSaveService } from './manual-save.service.js';
import { ApiResults } from './results/api-results.decorator.js';
import { resultFormats } from './results/result-formats.js';
import { ResultsExport } from './results/results-export.js';

@ApiTags('Jobs')
@OpenLocally()
@Controller('jobs')
export class JobsController {
  constructor(
    private readonly jobs: JobsService,
    private readonly creation: JobCreationService,
    private readonly budget: JobBudgetService,
    private readonly manualSave: ManualSaveService,
    private readonly exports: ResultsExport,
    private readonly streams: ServerSentEvents,
  ) {}

  /** Creates a job that fetches up to 50,000 people in the background, by email address or LinkedIn URL. */
  @Post('create-batch')
  @HttpCode(200)
  @Idempotent({ keptBy: 'handler' })
  @ApiBody({ type: CreateBatchRequest, examples: createBatchExamples })
  @ApiFailures(createErrors, idempotencyErrors, [
    commonErrors.VALIDATION_ERROR,
    commonErrors.PAYLOAD_TOO_LARGE,
    commonErrors.SERVICE_UNAVAILABLE,
  ])
  createJob(
    @Body() request: CreateBatchRequest,
    @KeyName() creator: string,
    @Idempotency() repeatable?: IdempotentRequest,
  ): Promise<CreatedJob> {
    return this.creation.create(request, repeatable, creator);
  }

  /** Lists the jobs that are being processed, newest first. */
  @Get('active')
  @ApiFailures([commonErrors.SERVICE_UNAVAILABLE])
  listActiveJobs(): Promise<JobDetail[]> {
    return this.jobs.active();
  }

  /** Lists the jobs that have not started yet, in the order in which they will start. */
  @Get('pending')
  @ApiFailures([commonErrors.SERVICE_UNAVAILABLE])
  listPendingJobs(): Promise<JobDetail[]> {
    return this.jobs.pending();
  }

  /** Lists jobs of every status, newest first. */
  @Get('recent')
  @ApiFailures([commonErrors.VALIDATION_ERROR, commonErrors.SERVICE_UNAVAILABLE])
  listRecentJobs(@Query() { limit }: RecentJobs): Promise<JobDetail[]> {
    return this.jobs.recent(limit);
  }

  /** Shows how much work is queued, and statistics over all jobs. */
  @Get('queue/status')
  @ApiFailures([commonErrors.SERVICE_UNAVAILABLE])
  getQueueStatus(): Promise<QueueStatus> {
    return this.jobs.queueStatus();
  }

  /** Returns a job with its progress and its latest results. */
  @Get(':job_id')
  @ApiFailures(jobErrors, [commonErrors.SERVICE_UNAVAILABLE])
  getJob(@Param('job_id') id: string): Promise<JobDetail> {
    return this.jobs.detail(id);
  }

  /** Changes what a pending or processing job may spend; one that waits for credits continues within seconds. */
  @Patch(':job_id')
  @Audited<JobDetail>(({ result: { job_id, config } }) => ({
    action: 'job.max_credits_changed',
    target: job_id,
    details: { max_credits: config.max_credits ?? 'none' },
  }))
  @ApiFailures(jobErrors, [
    jobStateErrors.JOB_FINISHED,
    commonErrors.VALIDATION_ERROR,
    commonErrors.SERVICE_UNAVAILABLE,
  ])
  updateJob(@Param('job_id') id: string, @Body() { max_credits }: ChangeJobRequest): Promise<JobDetail> {
    return this.budget.change(id, max_credits);
  }

  /** Streams the events of a job as they happen, beginning with the first; `types=item.finished` adds its items. */
  @Get(':job_id/events')
  @ApiEventStream('Ends after the final event of the job.')
  @ApiFailures(jobErrors, eventErrors, [commonErrors.VALIDATION_ERROR, commonErrors.SERVICE_UNAVAILABLE])
  streamJobEvents(
    @Param('job_id') id: string,
    @Query() { types, after }: StreamQuery,
    @Res() response: Response,
    @Headers('Last-Event-ID') last?: string,
  ): Promise<void> {
    return this.streams.send(response, { subject: { kind: 'job', id }, types, after: positionOf(last, after) });
  }

  /** Lists the results of a job, also while it is running. Streams all of them as NDJSON, or as CSV for spreadsheets. */
  @Get(':job_id/results')
  @ApiResults()
  @ApiFailures(jobErrors, exportErrors, [commonErrors.VALIDATION_ERROR, commonErrors.SERVICE_UNAVAILABLE])
  async getJobResults(
    @Param('job_id') id: string,
    @Query() query: ResultsQuery,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<JobResults | StreamableFile> {
    response.vary('Accept');
    const format = query.format ?? acceptedFormat(request, resultFormats);
    if (format === 'json') return this.jobs.results(id, query);
    const { content, ...headers } = await this.exports.open(id, { ...query, format });
    return new StreamableFile(content, headers);
  }

  /** Saves the results that are not in the LinkedIn profiles table yet. */
  @Post(':job_id/save-to-linkedin-profiles')
  @HttpCode(200)
  @Idempotent()
  @ApiFailures(jobErrors, idempotencyErrors, [
    jobStateErrors.JOB_NOT_COMPLETED,
    commonErrors.VALIDATION_ERROR,
    commonErrors.SERVICE_UNAVAILABLE,
  ])
  saveJobResults(@Param('job_id') id: string, @Query() { force }: SaveQuery): Promise<SavedJob> {
    return this.manualSave.save(id, force);
  }

  /** Cancels a pending or processing job; finished results are kept. */
  @Post(':job_id/cancel')
  @HttpCode(200)
  @ApiFailures(jobErrors, [jobStateErrors.JOB_NOT_CANCELLABLE, commonErrors.SERVICE_UNAVAILABLE])
  cancelJob(@Param('job_id') id: string): Promise<ChangedJob> {
    return this.jobs.cancel(id);
  }

  /** Queues the failed items of a job for another attempt if they are retryable. */
  @Post(':job_id/retry-failed')
  @HttpCode(200)
  @Idempotent({ namesNobody: true })
  @ApiFailures(jobErrors, idempotencyErrors, [commonErrors.SERVICE_UNAVAILABLE])
  retryJob(@Param('job_id') id: string): Promise<ChangedJob> {
    return this.jobs.retryFailed(id);
  }
}
