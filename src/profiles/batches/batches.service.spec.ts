import { Logger } from '@nestjs/common';
import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { noCredits } from '../../../test/support/no-credits.js';
import { FakePipeline } from '../../../test/support/fake-pipeline.js';
import { InMemoryBatchStore } from '../../../test/support/in-memory-batch.store.js';
import { InMemoryQueue } from '../../../test/support/in-memory-queue.js';
import { StoreUnavailableError } from '../../common/errors/store-unavailable.error.js';
import { BATCHES, BatchesService, type BatchCaller } from './batches.service.js';
import type { BatchRequest } from './dto/batch-request.dto.js';
import type { StoredRequest } from './withheld-items.js';

const requestFor = (...slugs: string[]): BatchRequest => ({
  profiles: slugs.map((slug) => ({ linkedin_url: `https://www.linkedin.com/in/${slug}`, suggested_role: 'CTO' })),
  max_concurrent: 3,
});

const ANN: BatchCaller = { key_name: 'ann', on_error: 'fail' };

describe('BatchesService', () => {
  beforeAll(() => Logger.overrideLogger(false));

  let pipeline: FakePipeline;
  let store: InMemoryBatchStore;
  let queue: InMemoryQueue;
  let batches: BatchesService;
  beforeEach(() => {
    pipeline = new FakePipeline();
    store = new InMemoryBatchStore();
    queue = new InMemoryQueue();
    batches = new BatchesService(pipeline.asPipeline, store, queue, noCredits());
  });

  const sent = () => queue.table.waiting(BATCHES).map(({ payload }) => payload);
  const away = () => Promise.reject(new StoreUnavailableError('away'));

  it('answers for every profile, in request order', async () => {
    const result = await batches.ingest(requestFor('ann', 'missing', 'bob'), ANN);
    expect(result).toMatchObject({ total_requested: 3, successful: 2, failed: 1 });
    expect(result.results.map(({ url }) => url)).toEqual([
      expect.stringContaining('/in/ann'),
      'https://www.linkedin.com/in/missing',
      expect.stringContaining('/in/bob'),
    ]);
  });

  it('has as many profiles under way as the client wants', async () => {
    await batches.ingest({ ...requestFor('ann'), max_concurrent: 5 }, ANN);
    expect(pipeline.concurrencies).toEqual([5]);
  });

  it('keeps the answer, to be read again', async () => {
    const result = await batches.ingest(requestFor('ann'), ANN);
    const found = await batches.find(result.batch_id);
    expect(found).toMatchObject({ status: 'completed', ...(JSON.parse(JSON.stringify(result)) as object) });
  });

  describe('people who are suppressed by then', () => {
    it('are answered with what was sent, and nothing of them is kept', async () => {
      store.suppressed.add('ann');
      const result = await batches.ingest(requestFor('ann', 'bob'), ANN);
      expect(result).toMatchObject({ successful: 1, failed: 1 });
      const [ann] = result.results;
      expect(ann).toMatchObject({
        url: 'https://www.linkedin.com/in/ann',
        linkedin_id: null,
        about: 'Error: This person asked not to be stored',
        pipeline_metadata: { errors: [{ error_code: 'PERSON_SUPPRESSED', retryable: false }] },
      });
      const [kept] = [...store.batches.values()];
      expect(JSON.stringify(kept)).not.toMatch(/\bann\b/);
      expect(kept).toMatchObject({
        request: {
          profiles: [{ linkedin_url: null, suggested_role: 'CTO' }, { linkedin_url: expect.stringContaining('bob') }],
        },
        response: { successful: 1, failed: 1, results: [{ url: null, name: 'Failed' }, {}] },
      });
    });

    it('are not kept with a batch that waits either, and fail when it runs', async () => {
      store.suppressed.add('ann');
      const { batch_id } = await batches.accept(requestFor('ann', 'bob'), ANN);
      const { request } = store.batches.get(batch_id)!;
      expect(JSON.stringify(request)).not.toMatch(/\bann\b/);
      const result = await batches.run(batch_id, request as StoredRequest, ANN);
      expect(result).toMatchObject({
        successful: 1,
        failed: 1,
        results: [
          { url: null, pipeline_metadata: { errors: [{ error_code: 'PERSON_SUPPRESSED' }] } },
          { id: expect.any(String) },
        ],
      });
    });
  });

  it('answers also where the answer cannot be kept', async () => {
    store.around = away;
    expect(await batches.ingest(requestFor('ann'), ANN)).toMatchObject({ successful: 1 });
  });

  it('keeps and queues a batch before it says that it is accepted, and works on nothing yet', async () => {
    const accepted = await batches.accept(requestFor('ann', 'bob'), ANN);
    expect(accepted).toMatchObject({ status: 'pending', total_requested: 2 });
    expect(sent()).toEqual([{ batch_id: accepted.batch_id, ...ANN }]);
    expect(await batches.find(accepted.batch_id)).toMatchObject({ status: 'pending', completed_at: null });
    expect(pipeline.batches).toEqual([]);
  });

  it('queues nothing that was not kept', async () => {
    store.around = away;
    await expect(batches.accept(requestFor('ann'), ANN)).rejects.toThrow('away');
    expect(sent()).toEqual([]);
  });

  it('accepts nothing that cannot be queued', async () => {
    queue.table.isAway = true;
    await expect(batches.accept(requestFor('ann'), ANN)).rejects.toThrow(StoreUnavailableError);
  });

  it('does not know a batch that never was', async () => {
    await expect(batches.find('nobody')).rejects.toMatchObject({ code: 'BATCH_NOT_FOUND' });
  });
});
