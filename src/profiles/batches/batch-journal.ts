import { Logger } from '@nestjs/common';
import { Counter } from 'prom-client';
import { countItems, type ItemEnd } from '../../common/metrics/item-metrics.js';
import { processMetrics } from '../../common/metrics/process-metrics.js';
import type { FailureCode } from '../../model/failure.js';
import { errorOf, type ProfileResult } from '../dto/profile-result.dto.js';
import type { AnsweredBatch, BatchRecord } from './batch-record.js';

const logger = new Logger('Batches');

const ended = new Counter({
  name: 'profile_service_batches_ended_total',
  help: 'Batches that ended in this process, by how the client waited for them and by status',
  labelNames: ['mode', 'status'] as const,
  registers: [processMetrics],
});

/** Whether the client waits for the results, or asks for them later. */
export type BatchMode = 'sync' | 'async';

const ENDS: Partial<Record<FailureCode, ItemEnd>> = {
  PROFILE_NOT_FOUND: 'not_found',
  PROFILE_RESTRICTED: 'restricted',
  PERSON_SUPPRESSED: 'suppressed',
  CANCELLED: 'cancelled',
};

/** Reports what happens to batches in the log and in the metrics, once, after it is stored. */
export function batchAccepted({ id: batch_id, total_requested: items }: BatchRecord, key: string | null): void {
  logger.log({ kind: 'batch', batch_id, items, key }, 'Batch accepted');
}

/** Also reports that another attempt begins, or that another worker continues the batch. */
export function batchStarted({ id: batch_id, total_requested: items, ...batch }: BatchRecord, mode: BatchMode): void {
  const isNew = batch.status === 'pending';
  const progress = isNew ? {} : { attempt: (batch.response?.attempt ?? 0) + 1, done: batch.done };
  logger.log({ kind: 'batch', batch_id, mode, items, ...progress }, isNew ? 'Batch started' : 'Batch continued');
}

export function batchWaiting({ id: batch_id, total_requested: items, done }: AnsweredBatch, until: Date): void {
  logger.log({ kind: 'batch', batch_id, items, done, until }, 'Batch is waiting');
}

export function batchEnded(batch: BatchRecord, mode: BatchMode): void {
  const { id: batch_id, status, total_requested: items, done, failed, response, created_at, completed_at } = batch;
  ended.inc({ mode, status });
  countItems('batch', (response?.results ?? []).filter((result) => result !== null).map(endOf));
  const duration_ms = completed_at && completed_at.getTime() - (batch.started_at ?? created_at).getTime();
  const counts = { items, successful: done - failed, failed };
  logger.log({ kind: 'batch', batch_id, mode, outcome: status, ...counts, duration_ms }, `Batch ${status}`);
}

function endOf(result: ProfileResult): ItemEnd {
  const error = errorOf(result);
  return error === null ? 'completed' : (ENDS[error.error_code] ?? 'failed');
}
