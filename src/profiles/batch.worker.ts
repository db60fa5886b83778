import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { abortable } from '../common/lifecycle/abortable.js';
import { Shutdown } from '../common/lifecycle/shutdown.js';
import { Config } from '../config/config.js';
import { Queue } from '../infrastructure/queue/queue.js';
import { BatchStore } from '../profile-store/batch.store.js';
import { BATCHES, BatchesService, completed } from './batches.service.js';
import type { BatchRequest } from './dto/batch-request.dto.js';

const BATCHES_AT_ONCE = 2;

/**
 * Works on accepted batches. A batch waits in the queue for a store that is away; one whose worker died is worked on again from
 * its start: storing is idempotent.
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
    await this.queue.work<{ batch_id: string }>(
      BATCHES,
      // At the end of the process the batch goes back at once; what its profiles still store is stored again later.
      ({ batch_id }, signal) => abortable(this.work(batch_id, signal), signal),
      { concurrency: BATCHES_AT_ONCE },
    );
  }

  private async work(id: string, signal: AbortSignal): Promise<void> {
    const batch = await this.store.findById(id);
    if (batch === null || batch.status === 'completed') return;
    await this.store.save({ ...batch, status: 'processing', started_at: new Date() });
    const request = batch.request as BatchRequest;
    const result = await this.batches.run(id, request);
    // Cut short by the end of the process, or in other hands already: the queue gives the batch to another process.
    signal.throwIfAborted();
    this.shutdown.signal.throwIfAborted();
    await this.store.save(completed(id, request, result, batch.created_at));
    this.logger.log({ batch_id: id, successful: result.successful, failed: result.failed }, 'Batch completed');
  }
}
