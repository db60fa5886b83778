import { Injectable, Logger } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { lastValueFrom, toArray } from 'rxjs';
import { pageBody } from '../../common/pagination/page-body.js';
import type { PageBody } from '../../common/pagination/pagination.dto.js';
import { Queue } from '../../infrastructure/queue/queue.js';
import { BatchStore, type ListedBatch } from '../../profile-store/batch.store.js';
import { batchErrors, batchStateErrors } from '../profiles.errors.js';
import { BatchItems, type BatchCaller } from './batch-items.js';
import {
  begunBatch,
  endedBatch,
  hasEnded,
  pendingBatch,
  resultOf,
  withResults,
  type BatchRecord,
} from './batch-record.js';
import type { BatchRequest } from './dto/batch-request.dto.js';
import { AcceptedBatch, type BatchResult, type BatchState, type BatchSummary } from './dto/batch-result.dto.js';
import type { ListBatches } from './dto/list-batches.dto.js';
import { saveBatch } from './save-batch.js';
import { CANCELLED, unprocessed } from './unprocessed-items.js';
import { answerFor } from './withheld-items.js';

/** The queue of accepted batches that wait for a worker, by their id. */
export const BATCHES = 'profile-batches';

/** A message in that queue; those of earlier releases have less. */
export interface AcceptedMessage extends Partial<BatchCaller> {
  batch_id: string;
}

@Injectable()
export class BatchesService {
  private readonly logger = new Logger(BatchesService.name);

  constructor(
    private readonly items: BatchItems,
    private readonly store: BatchStore,
    private readonly queue: Queue,
  ) {}

  async ingest(request: BatchRequest, caller: BatchCaller): Promise<BatchResult> {
    const begun = begunBatch(pendingBatch(randomUUID(), request));
    const results = await lastValueFrom(this.items.ingest(begun, caller).pipe(toArray()));
    const batch = endedBatch(withResults(begun, results), 'completed');
    // The client gets its result either way; the store is only needed to read it again.
    try {
      const record = await saveBatch(this.store, batch);
      return resultOf(record ? answerFor(request, batch, record) : batch);
    } catch (error) {
      this.logger.warn({ err: error, batch_id: batch.id }, 'The result of a batch could not be stored');
      return resultOf(batch);
    }
  }

  /** Stored before it is queued and queued before the response is sent, so an acknowledged batch is never lost. */
  async accept(request: BatchRequest, caller: BatchCaller): Promise<AcceptedBatch> {
    const batch_id = randomUUID();
    await saveBatch(this.store, pendingBatch(batch_id, request));
    await this.queue.send(BATCHES, { batch_id, ...caller } satisfies AcceptedMessage);
    return new AcceptedBatch({ batch_id, total_requested: request.profiles.length });
  }

  async list({ limit, cursor, status }: ListBatches): Promise<PageBody<BatchSummary>> {
    return pageBody(await this.store.list({ status }, { limit, cursor }), limit, summaryOf);
  }

  async find(id: string): Promise<BatchState> {
    return stateOf(await this.read(id));
  }

  /** What is decided is kept. A worker that has the batch stops when it stores its next result. */
  async cancel(id: string): Promise<BatchState> {
    for (;;) {
      const batch = await this.read(id);
      if (hasEnded(batch)) throw batchStateErrors.BATCH_NOT_CANCELLABLE({ batch_id: id, status: batch.status });
      const begun = begunBatch(batch);
      const cancelled = endedBatch(withResults(begun, unprocessed(begun, CANCELLED)), 'cancelled');
      const record = await saveBatch(this.store, cancelled);
      // A result arrived meanwhile otherwise.
      if (record) return stateOf(record);
    }
  }

  private async read(id: string): Promise<BatchRecord> {
    const batch = await this.store.findById(id);
    if (batch === null) throw batchErrors.BATCH_NOT_FOUND({ batch_id: id });
    return batch as BatchRecord;
  }
}

function stateOf(batch: BatchRecord): BatchState {
  return { ...summaryOf(batch), ...(hasEnded(batch) ? (batch.response as BatchResult) : null) };
}

function summaryOf({ id, status, total_requested, done, failed, ...times }: ListedBatch): BatchSummary {
  const { created_at, started_at, completed_at } = times;
  const progress = { done, total: total_requested, failed };
  return { batch_id: id, status, total_requested, created_at, started_at, completed_at, progress };
}
