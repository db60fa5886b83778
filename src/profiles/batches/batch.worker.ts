import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { merge, takeUntil } from 'rxjs';
import { abortable, whenAborted } from '../../common/lifecycle/abortable.js';
import { inGroups } from '../../common/lifecycle/in-groups.js';
import { Shutdown } from '../../common/lifecycle/shutdown.js';
import { Config } from '../../config/config.js';
import { PostponeError } from '../../infrastructure/queue/postpone.error.js';
import { Queue, type Delivery } from '../../infrastructure/queue/queue.js';
import { BatchStore } from '../../profile-store/batch.store.js';
import { BatchItems, type BatchCaller } from './batch-items.js';
import { batchEnded, batchStarted, batchWaiting } from './batch-journal.js';
import {
  begunBatch,
  endedBatch,
  hasEnded,
  withResults,
  type AnsweredBatch,
  type BatchRecord,
  type BegunBatch,
} from './batch-record.js';
import { isLastAttempt, isRetryable, isUndecided, nextAttempt, retryTime } from './batch-retries.js';
import { whenEnded } from './batch-watch.js';
import { BATCHES, type AcceptedMessage } from './batches.service.js';
import { saveBatch } from './save-batch.js';
import { ABANDONED, unprocessed } from './unprocessed-items.js';

const BATCHES_AT_ONCE = 2;
const MOMENT_MS = 1_000;

/**
 * Processes accepted batches. While a store is unavailable, a batch waits in the queue. Results are stored as they arrive, so if a worker
 * dies, the next one fetches only items without a result; after five failures, these items get an error. Items whose failure is retryable
 * are tried again up to `max_attempts` times, with growing delays.
 */
@Injectable()
export class BatchWorker implements OnApplicationBootstrap {
  constructor(
    private readonly queue: Queue,
    private readonly store: BatchStore,
    private readonly items: BatchItems,
    private readonly config: Config,
    private readonly shutdown: Shutdown,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (this.config.ROLE === 'api') return;
    await this.queue.work<AcceptedMessage>(
      BATCHES,
      // At shutdown the batch is returned to the queue immediately; what its profiles still store is stored again later.
      (message, signal, delivery) => abortable(this.work(message, signal, delivery), signal),
      { concurrency: BATCHES_AT_ONCE },
    );
  }

  private async work(
    { batch_id: id, key_name = null, on_error = 'fail' }: AcceptedMessage,
    signal: AbortSignal,
    { attemptsLeft }: Delivery,
  ): Promise<void> {
    const batch = (await this.store.findById(id)) as BatchRecord | null;
    if (batch === null || hasEnded(batch)) return;
    const begun = begunBatch(batch);
    // If the last attempt failed like the earlier ones, nothing would ever complete the batch.
    if (attemptsLeft === 0) return this.complete(withResults(begun, unprocessed(begun, ABANDONED)));
    const stop = AbortSignal.any([signal, this.shutdown.signal]);
    const saved = await this.save(begun);
    batchStarted(batch, 'async');
    const tried = await this.ingest(saved, { key_name, on_error }, stop);
    if (isUndecided(tried)) await this.retryLater(tried);
    await this.complete(tried);
  }

  /** Stores results as they arrive, except the last ones. @throws the signal's reason, for which a result may be a failure; PostponeError if it was cancelled */
  private async ingest(batch: BegunBatch, caller: BatchCaller, stop: AbortSignal): Promise<AnsweredBatch> {
    let record = withResults(batch, []);
    const isLast = isLastAttempt(record);
    const ended = merge(whenAborted(stop), whenEnded(this.store, batch.id));
    const results = this.items.ingest(batch, caller).pipe(takeUntil(ended));
    for await (const group of inGroups(results)) {
      const decided = group.filter(({ result }) => isLast || !isRetryable(result));
      record = withResults(record, decided);
      if (decided.length > 0 && isUndecided(record)) record = await this.save(record);
    }
    return record;
  }

  /** @throws PostponeError */
  private async retryLater(batch: AnsweredBatch): Promise<never> {
    const waiting = await this.save(nextAttempt(batch));
    const until = retryTime(waiting.response.attempt);
    batchWaiting(waiting, until);
    throw new PostponeError(until);
  }

  private async complete(batch: AnsweredBatch): Promise<void> {
    batchEnded(await this.save(endedBatch(batch, 'completed')), 'async');
  }

  /** @throws PostponeError if the batch was changed or cancelled in the meantime, so that it is read again */
  private async save<Batch extends BatchRecord>(batch: Batch): Promise<Batch> {
    const saved = await saveBatch(this.store, batch);
    if (saved === null) throw new PostponeError(new Date(Date.now() + MOMENT_MS));
    return saved;
  }
}
