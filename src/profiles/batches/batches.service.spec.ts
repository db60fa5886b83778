import { Logger } from '@nestjs/common';
import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { lastValueFrom, toArray } from 'rxjs';
import { noCredits } from '../../../test/support/no-credits.js';
import { FakePipeline } from '../../../test/support/fake-pipeline.js';
import { InMemoryBatchStore } from '../../../test/support/in-memory-batch.store.js';
import { InMemoryQueue } from '../../../test/support/in-memory-queue.js';
import { InMemorySqlDatabase } from '../../../test/support/in-memory-sql-database.js';
import { webhookTargets } from '../../../test/support/webhook-targets.js';
import { StoreUnavailableError } from '../../common/errors/store-unavailable.error.js';
import { BatchItems, type BatchCaller } from './batch-items.js';
import { begunBatch, type BatchRecord } from './batch-record.js';
import { BatchWebhooks } from './batch-webhooks.js';
import { BATCHES, BatchesService } from './batches.service.js';
import type { BatchRequest } from './dto/batch-request.dto.js';

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
  let items: BatchItems;
  let batches: BatchesService;
  beforeEach(() => {
    pipeline = new FakePipeline();
    store = new InMemoryBatchStore();
    queue = new InMemoryQueue();
    items = new BatchItems(pipeline.asPipeline, noCredits());
    batches = new BatchesService(items, store, queue, new BatchWebhooks(webhookTargets(), new InMemorySqlDatabase()));
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
      const batch = store.batches.get(batch_id) as BatchRecord;
      expect(JSON.stringify(batch.request)).not.toMatch(/\bann\b/);
      const results = await lastValueFrom(items.ingest(begunBatch(batch), ANN).pipe(toArray()));
      expect(results).toMatchObject([
        { index: 0, result: { url: null, pipeline_metadata: { errors: [{ error_code: 'PERSON_SUPPRESSED' }] } } },
        { index: 1, result: { id: 'bob' } },
      ]);
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

  it.each([
    ['ingest', 'https://example.com/hook', 'value_error'],
    ['accept', 'https://127.0.0.1/hook', 'webhook_target'],
  ] as const)('does not %s a batch whose webhook_url is %s', async (method, webhook_url, error_type) => {
    await expect(batches[method]({ ...requestFor('ann'), webhook_url }, ANN)).rejects.toMatchObject({
      fieldErrors: [{ field: 'webhook_url', error_type, invalid_value: webhook_url }],
    });
    expect(pipeline.batches).toEqual([]);
    expect(store.batches.size).toBe(0);
  });

  it('lists batches, newest first and page by page, with how far they have come', async () => {
    const { batch_id } = await batches.ingest(requestFor('ann', 'missing'), ANN);
    const accepted = await batches.accept(requestFor('bob'), ANN);
    const first = await batches.list({ limit: 1 });
    expect(first).toMatchObject({
      data: [{ batch_id: accepted.batch_id, status: 'pending', progress: { done: 0, total: 1, failed: 0 } }],
      pagination: { total: 2, has_more: true },
    });
    const second = await batches.list({ limit: 1, cursor: first.pagination.next_cursor! });
    expect(second).toMatchObject({
      data: [{ batch_id, status: 'completed', progress: { done: 2, total: 2, failed: 1 } }],
      pagination: { has_more: false },
    });
    expect(second.data[0]).not.toHaveProperty('results');
    expect((await batches.list({ limit: 9, status: 'completed' })).data).toHaveLength(1);
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

  it('cancels a batch that waits, once', async () => {
    const { batch_id } = await batches.accept(requestFor('ann'), ANN);
    const cancelled = {
      batch_id,
      status: 'cancelled',
      progress: { done: 0, total: 1, failed: 0 },
      successful: 0,
      failed: 1,
      results: [{ pipeline_metadata: { status: 'failed', errors: [{ error_code: 'CANCELLED', retryable: true }] } }],
    };
    expect(await batches.cancel(batch_id)).toMatchObject(cancelled);
    expect(await batches.find(batch_id)).toMatchObject(cancelled);
    await expect(batches.cancel(batch_id)).rejects.toMatchObject({ code: 'BATCH_NOT_CANCELLABLE' });
  });

  it('tells the status of results that an earlier release stored without one', async () => {
    const { batch_id } = await batches.ingest(requestFor('ann', 'missing'), ANN);
    const { results } = store.batches.get(batch_id)!.response as { results: Record<string, unknown>[] };
    for (const result of results) delete result['status'];
    expect(await batches.find(batch_id)).toMatchObject({ results: [{ status: 'completed' }, { status: 'failed' }] });
  });

  it('cancels no batch that is completed', async () => {
    const { batch_id } = await batches.ingest(requestFor('ann'), ANN);
    await expect(batches.cancel(batch_id)).rejects.toMatchObject({ code: 'BATCH_NOT_CANCELLABLE' });
    expect(await batches.find(batch_id)).toMatchObject({ status: 'completed', successful: 1 });
  });

  it('keeps nothing of people who are suppressed when their batch is cancelled', async () => {
    const { batch_id } = await batches.accept(requestFor('ann', 'bob'), ANN);
    store.suppressed.add('ann');
    expect(await batches.cancel(batch_id)).toMatchObject({
      results: [
        { url: null, pipeline_metadata: { errors: [{ error_code: 'PERSON_SUPPRESSED' }] } },
        { pipeline_metadata: { errors: [{ error_code: 'CANCELLED' }] } },
      ],
    });
    expect(JSON.stringify(store.batches.get(batch_id))).not.toMatch(/\bann\b/);
  });

  it('does not know a batch that never was', async () => {
    await expect(batches.retryFailed('nobody', 'ann')).rejects.toMatchObject({ code: 'BATCH_NOT_FOUND' });
    await expect(batches.cancel('nobody')).rejects.toMatchObject({ code: 'BATCH_NOT_FOUND' });
    await expect(batches.find('nobody')).rejects.toMatchObject({ code: 'BATCH_NOT_FOUND' });
  });
});
