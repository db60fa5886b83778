import { Logger } from '@nestjs/common';
import { beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { noCredits } from '../../test/support/no-credits.js';
import { FakePipeline } from '../../test/support/fake-pipeline.js';
import { InMemoryBatchStore } from '../../test/support/in-memory-batch.store.js';
import { InMemoryQueue } from '../../test/support/in-memory-queue.js';
import { InMemoryReprocessStore } from '../../test/support/in-memory-reprocess.store.js';
import { InMemorySqlDatabase } from '../../test/support/in-memory-sql-database.js';
import { unlimited } from '../../test/support/unlimited.js';
import { webhookTargets } from '../../test/support/webhook-targets.js';
import { HOUR_MS } from '../common/durations.js';
import { UpkeepTasks } from '../infrastructure/upkeep/upkeep-tasks.js';
import { BatchItems } from './batches/batch-items.js';
import { BatchWebhooks } from './batches/batch-webhooks.js';
import { BATCHES, BatchesService } from './batches/batches.service.js';
import type { BatchRequest } from './batches/dto/batch-request.dto.js';
import { LostWork } from './lost-work.js';
import { REPROCESS, ReprocessService } from './reprocess/reprocess.service.js';

const REQUEST: BatchRequest = {
  profiles: [{ linkedin_url: 'https://www.linkedin.com/in/ann', suggested_role: 'CTO' }],
  max_concurrent: 1,
};
const ANN = { key_name: 'ann', on_error: 'stored' } as const;

describe('accepted work whose message is lost', () => {
  beforeAll(() => Logger.overrideLogger(false));

  let queue: InMemoryQueue;
  let store: InMemoryBatchStore;
  let runs: InMemoryReprocessStore;
  let batches: BatchesService;
  let reprocessing: ReprocessService;
  let upkeep: LostWork;
  beforeEach(() => {
    queue = new InMemoryQueue();
    store = new InMemoryBatchStore();
    runs = new InMemoryReprocessStore();
    const items = new BatchItems(new FakePipeline().asPipeline, noCredits());
    const webhooks = new BatchWebhooks(webhookTargets(), new InMemorySqlDatabase());
    batches = new BatchesService(items, store, queue, webhooks);
    reprocessing = new ReprocessService(runs, queue);
    upkeep = new LostWork(store, batches, runs, reprocessing, queue, new UpkeepTasks());
  });

  const waiting = (name: string) => queue.table.waiting(name).map(({ payload }) => payload);
  /** Two hours later than the rest of the test. */
  const later = async (work: () => Promise<unknown>) => {
    const clock = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 2 * HOUR_MS);
    await work();
    clock.mockRestore();
  };

  it.each(['pending', 'processing'] as const)('is queued again if it is %s', async (status) => {
    const { batch_id } = await batches.accept(REQUEST, ANN);
    const { reprocess_id } = await reprocessing.accept({});
    store.batches.get(batch_id)!.status = status;
    runs.runs.get(reprocess_id)!.status = status;
    queue.table.clear();
    await upkeep.run(unlimited());
    // It could still be on its way.
    expect([...waiting(BATCHES), ...waiting(REPROCESS)]).toEqual([]);
    await later(() => upkeep.run(unlimited()));
    await later(() => upkeep.run(unlimited()));
    expect(waiting(BATCHES)).toEqual([{ batch_id, key_name: null, on_error: 'stored' }]);
    expect(waiting(REPROCESS)).toEqual([{ reprocess_id }]);
  });

  it('is not what waits for its turn, nor what has ended', async () => {
    const waits = await batches.accept(REQUEST, ANN);
    await batches.ingest(REQUEST, ANN);
    const run = await reprocessing.accept({});
    const ended = await reprocessing.accept({});
    await runs.end(ended.reprocess_id, 'cancelled');
    const before = [...waiting(BATCHES), ...waiting(REPROCESS)];
    expect(before).toMatchObject([{ batch_id: waits.batch_id }, { reprocess_id: run.reprocess_id }, {}]);
    await later(() => upkeep.run(unlimited()));
    expect([...waiting(BATCHES), ...waiting(REPROCESS)]).toEqual(before);
  });

  it('is found on every page', async () => {
    for (let count = 0; count < 101; count += 1) await batches.accept(REQUEST, ANN);
    queue.table.clear();
    await later(() => upkeep.run(unlimited()));
    expect(waiting(BATCHES)).toHaveLength(101);
  });

  it('was never accepted if it could not be queued', async () => {
    queue.table.isAway = true;
    await expect(batches.accept(REQUEST, ANN)).rejects.toThrow();
    await expect(reprocessing.accept({})).rejects.toThrow();
    queue.table.isAway = false;
    await later(() => upkeep.run(unlimited()));
    expect([...waiting(BATCHES), ...waiting(REPROCESS)]).toEqual([]);
    expect([...store.batches.values()]).toMatchObject([{ status: 'cancelled' }]);
    expect([...runs.runs.values()]).toMatchObject([{ status: 'failed' }]);
  });
});
