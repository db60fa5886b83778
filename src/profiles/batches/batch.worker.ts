import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { abortable } from '../../common/lifecycle/abortable.js';
import { Shutdown } from '../../common/lifecycle/shutdown.js';
import { Config } from '../../config/config.js';
import { Queue, type Delivery } from '../../infrastructure/queue/queue.js';
import { BatchStore, type StoredBatch } from '../../profile-store/batch.store.js';
import { abandoned, BATCHES, BatchesService, completed, type AcceptedMessage } from './batches.service.js';
import type { BatchResult } from './dto/batch-result.dto.js';
import { saveBatch } from './save-batch.js';
import type { StoredRequest } from './withheld-items.js';

const BATCHES_AT_ONCE = 2;

/**
 * Processes accepted batches. While a store is unavailable, a batch waits in the queue. A batch whose worker died is processed
 * again from the beginning, because storing is idempotent; after five failures it is completed with an error for every item.
 */
@Injectable()
export class BatchWorker implements OnApplicationBootstrap {
  private readonly logger = new Logger(BatchWorker.name);

  constructor(
    private readonly queue: Queue,
    private readonly store: BatchStore,
    private readonly batches: BatchesService,
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
    const batch = await this.store.findById(id);
    if (batch === null || batch.status === 'completed') return;
    const request = batch.request as StoredRequest;
    // Nobody would complete it if the last attempt failed like those before.
    if (attemptsLeft === 0) return this.complete(batch, abandoned(id, request));
    await saveBatch(this.store, { ...batch, request, response: null, status: 'processing', started_at: new Date() });
    const result = await this.batches.run(id, request, { key_name, on_error });
    // Interrupted by shutdown, or already taken by another process.
    signal.throwIfAborted();
    this.shutdown.signal.throwIfAborted();
    await this.complete(batch, result);
  }

  private async complete({ id, request, created_at }: StoredBatch, result: BatchResult): Promise<void> {
    await saveBatch(this.store, completed(id, request as StoredRequest, result, created_at));
    this.logger.log({ batch_id: id, successful: result.successful, failed: result.failed }, 'Batch completed');
  }
}
