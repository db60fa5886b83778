import { Injectable, Logger } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { lastValueFrom, toArray } from 'rxjs';
import { pageBody } from '../../common/pagination/page-body.js';
import type { PageBody } from '../../common/pagination/pagination.dto.js';
import { Queue } from '../../infrastructure/queue/queue.js';
import { BatchStore, type ListedBatch } from '../../profile-store/batch.store.js';
import { batchErrors, batchStateErrors } from '../profiles.errors.js';
import { BatchItems, type BatchCaller } from './batch-items.js';
import { batchAccepted, batchEnded, batchStarted } from './batch-journal.js';
import {
  begunBatch,
  endedBatch,
  hasEnded,
  pendingBatch,
  resultOf,
  withResults,
  type BatchRecord,
} from './batch-record.js';
import { BatchWebhooks } from './batch-webhooks.js';
import { requeuedBatch } from './batch-retries.js';
import type { BatchRequest } from './dto/batch-request.dto.js';
import {
  AcceptedBatch,
  type BatchResult,
  type BatchState,
  type BatchSummary,
  type RetriedBatch,
} from './dto/batch-result.dto.js';
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

const NOTHING_TO_RETRY = 'This batch has no failed items that can be retried';

@Injectable()
export class BatchesService {
  private readonly logger = new Logger(BatchesService.name);

  constructor(
    private readonly items: BatchItems,
    private readonly store: BatchStore,
    private readonly queue: Queue,
    private readonly webhooks: BatchWebhooks,
  ) {}

  async ingest(request: BatchRequest, caller: BatchCaller): Promise<BatchResult> {
    this.webhooks.refuse(request);
    const { on_error } = caller;
    const pending = pendingBatch(randomUUID(), { ...request, on_error });
    batchStarted(pending, 'sync');
    const begun = begunBatch(pending);
    const results = await lastValueFrom(this.items.ingest(begun, caller).pipe(toArray()));
    const batch = endedBatch(withResults(begun, results), 'completed');
    batchEnded(batch, 'sync');
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
    await this.webhooks.check(request);
    const batch_id = randomUUID();
    const { on_error } = caller;
    const batch = pendingBatch(batch_id, { ...request, on_error });
    await saveBatch(this.store, batch);
    try {
      await this.enqueue(batch, caller);
    } catch (error) {
      // The client gets an error, and may send the request again.
      await this.cancel(batch_id).catch(() => undefined);
      throw error;
    }
    batchAccepted(batch, caller.key_name);
    return new AcceptedBatch({ batch_id, total_requested: request.profiles.length });
  }

  async list({ limit, cursor, status }: ListBatches): Promise<PageBody<BatchSummary>> {
    return pageBody(await this.store.list({ status }, { limit, cursor }), limit, summaryOf);
  }

  async find(id: string): Promise<BatchState> {
    return stateOf(await this.read(id));
  }

  /** Existing results are kept. A worker that processes the batch stops within a second. */
  async cancel(id: string): Promise<BatchState> {
    for (;;) {
      const batch = await this.read(id);
      if (hasEnded(batch)) throw batchStateErrors.BATCH_NOT_CANCELLABLE({ batch_id: id, status: batch.status });
      const begun = begunBatch(batch);
      const cancelled = endedBatch(withResults(begun, unprocessed(begun, CANCELLED)), 'cancelled');
      const record = await saveBatch(this.store, cancelled);
      // Null means that a result was stored in the meantime.
      if (record === null) continue;
      batchEnded(record, 'async');
      return stateOf(record);
    }
  }

  /**
   * Queues the failed items of a batch that has ended for another attempt if their failure is retryable. A batch that is pending is
   * queued again, in case an earlier call was interrupted.
   */
  async retryFailed(id: string, key_name: string): Promise<RetriedBatch> {
    for (;;) {
      const batch = await this.read(id);
      const requeued = requeuedBatch(batch);
      const waiting = requeued ? await saveBatch(this.store, requeued) : batch;
      // Null means that the batch was changed in the meantime.
      if (waiting === null) continue;
      const { status } = waiting;
      if (status !== 'pending') return { batch_id: id, status, items_requeued: 0, message: NOTHING_TO_RETRY };
      await this.enqueue(waiting, { key_name, on_error: waiting.request.on_error ?? 'fail' });
      const items_requeued = waiting.total_requested - waiting.done;
      return { batch_id: id, status, items_requeued, message: 'Failed items were queued for another attempt' };
    }
  }

  /** Queues a batch again after its message was lost; does nothing if it has ended. */
  async requeue(id: string): Promise<void> {
    const batch = await this.read(id);
    const caller = { key_name: null, on_error: batch.request.on_error ?? 'fail' };
    if (batch.status === 'pending') await this.enqueue(batch, caller);
    // The webhook of a batch that was begun has waited for its end since it was queued.
    else if (!hasEnded(batch)) await this.send(batch, caller);
  }

  /** Queues a pending batch, at most once for each of its revisions. */
  private async enqueue(batch: BatchRecord, caller: BatchCaller): Promise<void> {
    await this.webhooks.awaitEnd(batch);
    await this.send(batch, caller);
  }

  private async send({ id, revision }: BatchRecord, caller: BatchCaller): Promise<void> {
    const message: AcceptedMessage = { batch_id: id, ...caller };
    await this.queue.send(BATCHES, message, { singletonKey: `${id}:${revision}` });
  }

  private async read(id: string): Promise<BatchRecord> {
    const batch = await this.store.findById(id);
    if (batch === null) throw batchErrors.BATCH_NOT_FOUND({ batch_id: id });
    return batch as BatchRecord;
  }
}

function stateOf(batch: BatchRecord): BatchState {
  return { ...summaryOf(batch), ...(hasEnded(batch) && batch.response ? resultOf(batch) : null) };
}

function summaryOf({ id, status, total_requested, done, failed, ...times }: ListedBatch): BatchSummary {
  const { created_at, started_at, completed_at } = times;
  const progress = { done, total: total_requested, failed };
  return { batch_id: id, status, total_requested, created_at, started_at, completed_at, progress };
}
