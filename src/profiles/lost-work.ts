import { Injectable } from '@nestjs/common';
import { HOUR_MS } from '../common/durations.js';
import type { PageRequest, PageRows } from '../common/pagination/page.js';
import { Queue } from '../infrastructure/queue/queue.js';
import type { UpkeepTask } from '../infrastructure/upkeep/upkeep-task.js';
import { UpkeepTasks } from '../infrastructure/upkeep/upkeep-tasks.js';
import { BatchStore } from '../profile-store/batch.store.js';
import { ReprocessStore } from '../profile-store/reprocess.store.js';
import { BATCHES, BatchesService } from './batches/batches.service.js';
import { REPROCESS, ReprocessService } from './reprocess/reprocess.service.js';

type Accepted = { id: string; created_at: Date };

const PAGE = 100;
/** The message of younger work may not be in the queue yet. */
const MIN_AGE_MS = HOUR_MS;

/**
 * Queues accepted work again that has not ended but has no message in the queue, because the database of the queue was replaced, or
 * because a process was killed right after it accepted the work or right before it ended it. Nothing else would ever end such work.
 */
@Injectable()
export class LostWork implements UpkeepTask {
  readonly name = 'lost-work';
  readonly cron = '53 * * * *';

  constructor(
    private readonly batchStore: BatchStore,
    private readonly batches: BatchesService,
    private readonly reprocessStore: ReprocessStore,
    private readonly reprocessing: ReprocessService,
    private readonly queue: Queue,
    upkeep: UpkeepTasks,
  ) {
    upkeep.register(this);
  }

  async run(signal: AbortSignal): Promise<void> {
    for (const status of ['pending', 'processing'] as const) {
      for await (const page of pages((request) => this.batchStore.list({ status }, request), signal)) {
        for (const id of await this.lost(BATCHES, 'batch_id', page)) await this.batches.requeue(id);
      }
    }
    for await (const page of pages((request) => this.reprocessStore.list(request), signal)) {
      const open = page.filter(({ completed_at }) => completed_at === null);
      for (const id of await this.lost(REPROCESS, 'reprocess_id', open)) await this.reprocessing.requeue(id);
    }
  }

  private lost(queue: string, field: string, accepted: readonly Accepted[]): Promise<string[]> {
    const latest = Date.now() - MIN_AGE_MS;
    const ids = accepted.filter(({ created_at }) => created_at.getTime() < latest).map(({ id }) => id);
    return this.queue.missing(queue, field, ids);
  }
}

async function* pages<Row>(read: (page: PageRequest) => Promise<PageRows<Row>>, signal: AbortSignal) {
  let cursor: string | undefined;
  do {
    signal.throwIfAborted();
    const { rows, next_cursor } = await read({ limit: PAGE, cursor });
    yield rows;
    cursor = next_cursor ?? undefined;
  } while (cursor !== undefined);
}
