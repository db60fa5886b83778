import { Injectable, Logger } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { CreditsService } from '../../credits/credits.service.js';
import { Queue } from '../../infrastructure/queue/queue.js';
import type { IngestFailure, IngestOutcome } from '../../pipeline/ingest-outcome.js';
import { LinkedInDataPipeline } from '../../pipeline/linkedin-data.pipeline.js';
import type { OnError } from '../../pipeline/on-error.js';
import { BatchStore } from '../../profile-store/batch.store.js';
import type { BatchRequest } from './dto/batch-request.dto.js';
import { AcceptedBatch, type BatchResult, type BatchState } from './dto/batch-result.dto.js';
import { intakeItem } from '../intake-item.js';
import { profileResult } from '../profile-result.js';
import { batchErrors } from '../profiles.errors.js';
import { saveBatch } from './save-batch.js';
import {
  answerFor,
  failedOutcome,
  isWithheld,
  refusal,
  type BatchRecord,
  type StoredRequest,
} from './withheld-items.js';

/** The queue of accepted batches that wait for a worker, by their id. */
export const BATCHES = 'profile-batches';

/** Who asked for a batch, and how. */
export interface BatchCaller {
  /** Name of the API key, for which the credits are counted; null for batches that were accepted by an earlier release. */
  key_name: string | null;
  on_error: OnError;
}

/** A message in that queue; those of earlier releases have less. */
export interface AcceptedMessage extends Partial<BatchCaller> {
  batch_id: string;
}

@Injectable()
export class BatchesService {
  private readonly logger = new Logger(BatchesService.name);

  constructor(
    private readonly pipeline: LinkedInDataPipeline,
    private readonly store: BatchStore,
    private readonly queue: Queue,
    private readonly credits: CreditsService,
  ) {}

  async ingest(request: BatchRequest, caller: BatchCaller): Promise<BatchResult> {
    const id = randomUUID();
    const result = await this.run(id, request, caller);
    // The client gets its result either way; the store is only needed to read it again.
    try {
      const record = await saveBatch(this.store, completed(id, request, result, result.started_at));
      return answerFor(request, result, record);
    } catch (error) {
      this.logger.warn({ err: error, batch_id: id }, 'The result of a batch could not be stored');
      return result;
    }
  }

  /** Stored before it is queued and queued before the response is sent, so an acknowledged batch is never lost. */
  async accept(request: BatchRequest, caller: BatchCaller): Promise<AcceptedBatch> {
    const id = randomUUID();
    await saveBatch(this.store, pending(id, request));
    await this.queue.send(BATCHES, { batch_id: id, ...caller } satisfies AcceptedMessage);
    return new AcceptedBatch({ batch_id: id, total_requested: request.profiles.length });
  }

  async find(id: string): Promise<BatchState> {
    const batch = await this.store.findById(id);
    if (batch === null) throw batchErrors.BATCH_NOT_FOUND({ batch_id: id });
    const { status, total_requested, created_at, started_at, completed_at } = batch;
    const state = { batch_id: id, status, total_requested, created_at, started_at, completed_at };
    return { ...state, ...(batch.response as BatchResult | null) };
  }

  async run(batch_id: string, request: StoredRequest, { key_name, on_error }: BatchCaller): Promise<BatchResult> {
    const started_at = new Date();
    const clock = performance.now();
    const items = request.profiles.flatMap((item) => (isWithheld(item) ? [] : intakeItem(item, request)));
    const credits = this.credits.ofKey(key_name);
    const ingested = await this.pipeline.ingestBatch(items, request.max_concurrent, credits, on_error);
    const inOrder = ingested.values();
    const outcomes = request.profiles.map((item) =>
      isWithheld(item) ? failedOutcome(refusal()) : inOrder.next().value!,
    );
    return batchResult(batch_id, request, outcomes, { started_at, milliseconds: performance.now() - clock });
  }
}

function batchResult(
  batch_id: string,
  { profiles }: StoredRequest,
  outcomes: readonly IngestOutcome[],
  { started_at, milliseconds }: { started_at: Date; milliseconds: number },
): BatchResult {
  const results = outcomes.map((outcome, index) =>
    profileResult(outcome, profiles[index]?.linkedin_url ?? null, started_at),
  );
  const successful = outcomes.filter(({ status }) => status === 'completed').length;
  return {
    batch_id,
    total_requested: results.length,
    successful,
    failed: results.length - successful,
    results,
    started_at,
    completed_at: new Date(),
    processing_time_seconds: Number((milliseconds / 1_000).toFixed(3)),
  };
}

/** The result of a batch whose processing ended early too often, because of a defect or because the process died. */
export function abandoned(batch_id: string, request: StoredRequest): BatchResult {
  const started_at = new Date();
  const failure: IngestFailure = {
    stage: 'resolve',
    code: 'INTERNAL_ERROR',
    message: 'An unexpected error occurred',
    details: 'Processing of this batch failed repeatedly',
    retryable: true,
  };
  const outcomes = request.profiles.map((item) => failedOutcome(isWithheld(item) ? refusal() : failure));
  return batchResult(batch_id, request, outcomes, { started_at, milliseconds: 0 });
}

function pending(id: string, request: StoredRequest): BatchRecord {
  return {
    id,
    status: 'pending',
    request,
    response: null,
    total_requested: request.profiles.length,
    created_at: new Date(),
    started_at: null,
    completed_at: null,
  };
}

export function completed(id: string, request: StoredRequest, result: BatchResult, created_at: Date): BatchRecord {
  return {
    ...pending(id, request),
    status: 'completed',
    response: result,
    created_at,
    started_at: result.started_at,
    completed_at: result.completed_at,
  };
}
