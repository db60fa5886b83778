import { Logger } from '@nestjs/common';
import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { noCredits } from '../../../test/support/no-credits.js';
import { FakePipeline } from '../../../test/support/fake-pipeline.js';
import { InMemoryBatchStore } from '../../../test/support/in-memory-batch.store.js';
import { InMemoryQueue } from '../../../test/support/in-memory-queue.js';
import { InMemorySqlDatabase } from '../../../test/support/in-memory-sql-database.js';
import { webhookTargets } from '../../../test/support/webhook-targets.js';
import type { QueueTable } from '../../../test/support/queue-table.js';
import { settings } from '../../../test/support/settings.js';
import { StoreUnavailableError } from '../../common/errors/store-unavailable.error.js';
import { Shutdown } from '../../common/lifecycle/shutdown.js';
import type { StoredBatch } from '../../profile-store/batch.store.js';
import { BatchWorker } from './batch.worker.js';
import { BatchItems, type BatchCaller } from './batch-items.js';
import { BatchWebhooks } from './batch-webhooks.js';
import { BATCHES, BatchesService } from './batches.service.js';
import type { BatchRequest } from './dto/batch-request.dto.js';

const MINUTE = 60_000;

const item = (slug: string) => ({
  linkedin_url: `https://www.linkedin.com/in/${slug}`,
  suggested_role: 'CTO' as const,
});

const REQUEST: BatchRequest = {
  profiles: ['ann', 'missing'].map(item),
  max_concurrent: 3,
};

const ANN: BatchCaller = { key_name: 'ann', on_error: 'stored' };

/** One process that takes batches from a queue of its own over jobs and batches that all share. */
async function aProcess(store: InMemoryBatchStore, table?: QueueTable, role: 'all' | 'api' = 'all') {
  const queue = new InMemoryQueue(table);
  const pipeline = new FakePipeline();
  const shutdown = new Shutdown();
  const items = new BatchItems(pipeline.asPipeline, noCredits());
  const batches = new BatchesService(
    items,
    store,
    queue,
    new BatchWebhooks(webhookTargets(), new InMemorySqlDatabase()),
  );
  await new BatchWorker(
    queue,
    store,
    items,
    settings({ ROLE: role, DATABASE_URL: 'postgres://nobody@localhost/nothing' }),
    shutdown,
  ).onApplicationBootstrap();
  return { queue, pipeline, shutdown, batches };
}

describe('BatchWorker', () => {
  beforeAll(() => Logger.overrideLogger(false));

  let store: InMemoryBatchStore;
  beforeEach(() => void (store = new InMemoryBatchStore()));

  const answers = () => store.saves.filter(({ status }) => status === 'completed');
  /** Resolves when so many items are stored as decided. */
  const whenDecided = (count: number) =>
    new Promise<void>((resolve) => {
      store.around = async (work) => {
        const result = work();
        if (store.saves.at(-1)?.done === count) resolve();
        return result;
      };
    });
  const onlyBatch = (): StoredBatch => {
    expect(store.batches.size).toBe(1);
    return [...store.batches.values()][0] as StoredBatch;
  };

  it('answers an accepted batch', async () => {
    const { queue, batches, pipeline } = await aProcess(store);
    const { batch_id } = await batches.accept(REQUEST, ANN);
    await queue.idle();
    expect(await batches.find(batch_id)).toMatchObject({
      status: 'completed',
      total_requested: 2,
      successful: 1,
      failed: 1,
      results: [{ id: 'ann' }, { id: '' }],
      completed_at: expect.anything(),
    });
    expect(pipeline.onErrors).toEqual(['stored']);
  });

  it('answers a batch of an earlier release, which does not say what failing sources mean', async () => {
    const { queue, batches, pipeline } = await aProcess(store);
    await batches.accept(REQUEST, ANN);
    await queue.idle();
    const { id, ...batch } = onlyBatch();
    await store.save({ ...batch, id, status: 'pending', response: null, done: 0, failed: 0 }, []);
    await queue.send(BATCHES, { batch_id: id, key_name: 'ann' });
    await queue.idle();
    expect(await batches.find(id)).toMatchObject({ status: 'completed' });
    expect(pipeline.onErrors).toEqual(['stored', 'fail']);
  });

  it('says meanwhile that it is worked on', async () => {
    const { queue, pipeline, batches } = await aProcess(store);
    const reached = Promise.withResolvers<void>();
    const gate = Promise.withResolvers<void>();
    pipeline.gate = () => {
      reached.resolve();
      return gate.promise;
    };
    const { batch_id } = await batches.accept(REQUEST, ANN);
    await reached.promise;
    const state = await batches.find(batch_id);
    expect(state).toMatchObject({ status: 'processing', started_at: expect.any(Date), completed_at: null });
    expect(state).not.toHaveProperty('results');
    gate.resolve();
    await queue.idle();
  });

  it('says meanwhile how many items are decided', async () => {
    const { queue, pipeline, batches } = await aProcess(store);
    const gate = Promise.withResolvers<void>();
    pipeline.gate = async (slug) => (slug === 'ann' ? gate.promise : undefined);
    const saved = whenDecided(1);
    const { batch_id } = await batches.accept(REQUEST, ANN);
    await saved;
    const state = await batches.find(batch_id);
    expect(state).toMatchObject({ status: 'processing', progress: { done: 1, total: 2, failed: 1 } });
    expect(state).not.toHaveProperty('results');
    gate.resolve();
    await queue.idle();
    expect(await batches.find(batch_id)).toMatchObject({ progress: { done: 2, total: 2, failed: 1 } });
  });

  describe('items whose failure is retryable', () => {
    const requestFor = (max_attempts: number | undefined, ...slugs: string[]): BatchRequest => ({
      ...REQUEST,
      profiles: slugs.map(item),
      max_attempts,
    });
    /** The delay until the next attempt, in milliseconds. */
    const delay = (queue: InMemoryQueue) => queue.table.waiting(BATCHES)[0]!.startAfter - queue.table.now;

    it('are tried again with growing delays, and no other items', async () => {
      const { queue, pipeline, batches } = await aProcess(store);
      const { batch_id } = await batches.accept(requestFor(undefined, 'ann', 'flaky-2-bob', 'missing'), ANN);
      await queue.idle();
      expect(await batches.find(batch_id)).toMatchObject({
        status: 'processing',
        progress: { done: 2, total: 3, failed: 1 },
      });
      const first = delay(queue);
      queue.table.elapse(first);
      await queue.idle();
      const second = delay(queue);
      expect(second).toBeGreaterThan(1.5 * first);
      queue.table.elapse(second);
      await queue.idle();
      expect(pipeline.batches).toEqual([['ann', 'flaky-2-bob', 'missing'], ['flaky-2-bob'], ['flaky-2-bob']]);
      const state = await batches.find(batch_id);
      expect(state).toMatchObject({ status: 'completed', results: [{ id: 'ann' }, { id: 'flaky-2-bob' }, { id: '' }] });
      const atOnce = await batches.ingest(requestFor(undefined, 'cat'), ANN);
      expect(Object.keys(state).filter((key) => !(key in atOnce))).toEqual(['status', 'created_at', 'progress']);
    });

    it('fail after the last attempt', async () => {
      const { queue, pipeline, batches } = await aProcess(store);
      const { batch_id } = await batches.accept(requestFor(2, 'flaky-9-ann'), ANN);
      for (let attempt = 0; attempt < 5; attempt += 1) {
        await queue.idle();
        queue.table.elapse(5 * MINUTE);
      }
      await queue.idle();
      expect(pipeline.batches).toHaveLength(2);
      expect(await batches.find(batch_id)).toMatchObject({
        status: 'completed',
        failed: 1,
        results: [{ pipeline_metadata: { errors: [{ error_code: 'UPSTREAM_UNAVAILABLE', retryable: true }] } }],
      });
    });

    it('are tried as often as they may although processes die in between', async () => {
      const first = await aProcess(store);
      const { batch_id } = await first.batches.accept(requestFor(2, 'flaky-9-ann'), ANN);
      await first.queue.idle();
      first.queue.die();
      const second = await aProcess(store, first.queue.table);
      for (let attempt = 0; attempt < 5; attempt += 1) {
        second.queue.table.elapse(5 * MINUTE);
        await second.queue.idle();
      }
      expect(second.pipeline.batches).toHaveLength(1);
      expect(await second.batches.find(batch_id)).toMatchObject({ status: 'completed', failed: 1 });
    });

    it('are not tried again once their batch is cancelled', async () => {
      const { queue, pipeline, batches } = await aProcess(store);
      const { batch_id } = await batches.accept(requestFor(5, 'ann', 'flaky-9-bob'), ANN);
      await queue.idle();
      expect(await batches.cancel(batch_id)).toMatchObject({ progress: { done: 1, total: 2, failed: 0 } });
      queue.table.elapse(5 * MINUTE);
      await queue.idle();
      expect(pipeline.batches).toHaveLength(1);
      expect(queue.table.waiting(BATCHES)).toEqual([]);
    });

    it('go back to work on request, alone and with the conditions of their batch', async () => {
      const { queue, pipeline, batches } = await aProcess(store);
      const { batch_id } = await batches.accept(requestFor(1, 'ann', 'flaky-1-bob', 'missing'), ANN);
      await queue.idle();
      expect(await batches.find(batch_id)).toMatchObject({ status: 'completed', failed: 2 });
      expect(await batches.retryFailed(batch_id, 'bob')).toMatchObject({
        batch_id,
        status: 'pending',
        items_requeued: 1,
      });
      await queue.idle();
      expect(pipeline.batches.at(-1)).toEqual(['flaky-1-bob']);
      expect(pipeline.onErrors).toEqual(['stored', 'stored']);
      expect(await batches.find(batch_id)).toMatchObject({ status: 'completed', successful: 2, failed: 1 });
      expect(await batches.retryFailed(batch_id, 'bob')).toMatchObject({ status: 'completed', items_requeued: 0 });
    });

    it('of a cancelled batch go back to work, too', async () => {
      const { queue, batches } = await aProcess(store);
      const { batch_id } = await batches.accept(requestFor(5, 'ann', 'flaky-1-bob'), ANN);
      await queue.idle();
      await batches.cancel(batch_id);
      expect(await batches.retryFailed(batch_id, 'ann')).toMatchObject({ items_requeued: 1 });
      queue.table.elapse(5 * MINUTE);
      await queue.idle();
      expect(await batches.find(batch_id)).toMatchObject({ status: 'completed', successful: 2 });
    });

    it('go back to work with a second request if the queue was away at the first one, and once with two', async () => {
      const { queue, pipeline, batches } = await aProcess(store);
      const { batch_id } = await batches.ingest(requestFor(1, 'flaky-1-ann'), ANN);
      queue.table.isAway = true;
      await expect(batches.retryFailed(batch_id, 'ann')).rejects.toThrow(StoreUnavailableError);
      queue.table.isAway = false;
      const retried = await Promise.all([1, 2].map(() => batches.retryFailed(batch_id, 'ann')));
      expect(retried).toMatchObject([{ items_requeued: 1 }, { items_requeued: 1 }]);
      await queue.idle();
      expect(pipeline.batches).toHaveLength(2);
      expect(await batches.find(batch_id)).toMatchObject({ status: 'completed', successful: 1 });
    });
  });

  it.each(['cancelled', 'removed'])('leaves a batch that is %s, also if the source does not answer', async (how) => {
    const { queue, pipeline, batches } = await aProcess(store);
    const request = { ...REQUEST, profiles: ['ann', 'bob', 'cat'].map(item), max_concurrent: 1 };
    pipeline.gate = (slug) => (slug === 'ann' ? Promise.resolve() : new Promise(() => {}));
    const saved = whenDecided(1);
    const { batch_id } = await batches.accept(request, ANN);
    await saved;
    if (how === 'cancelled') await batches.cancel(batch_id);
    else store.batches.delete(batch_id);
    await queue.idle();
    expect(pipeline.fetched).toEqual(['ann', 'bob']);
    expect(queue.table.waiting(BATCHES)).toEqual([]);
    expect([...store.batches.values()].map(({ status }) => status)).toEqual(how === 'cancelled' ? [how] : []);
  });

  it('keeps what is decided of a batch that is cancelled, and fetches nothing else', async () => {
    const { queue, pipeline, batches } = await aProcess(store);
    const request = { ...REQUEST, profiles: ['ann', 'bob', 'cat', 'dan'].map(item), max_concurrent: 1 };
    const gate = Promise.withResolvers<void>();
    // The next one may begin before the worker learns of it.
    pipeline.gate = (slug) =>
      slug === 'ann' ? Promise.resolve() : slug === 'bob' ? gate.promise : new Promise(() => {});
    const saved = whenDecided(1);
    const { batch_id } = await batches.accept(request, ANN);
    await saved;
    expect(await batches.cancel(batch_id)).toMatchObject({ progress: { done: 1, total: 4, failed: 0 } });
    gate.resolve();
    await queue.idle();
    queue.table.elapse(MINUTE);
    await queue.idle();
    expect(await batches.find(batch_id)).toMatchObject({
      status: 'cancelled',
      progress: { done: 1, total: 4, failed: 0 },
      successful: 1,
      failed: 3,
      results: [{ id: 'ann' }, { id: '' }, { id: '' }, { id: '' }],
    });
    expect(pipeline.fetched).not.toContain('dan');
    expect(pipeline.batches).toHaveLength(1);
    expect(queue.table.waiting(BATCHES)).toEqual([]);
  });

  it('fetches only what is not decided if the process dies in the middle', async () => {
    const first = await aProcess(store);
    first.pipeline.gate = (slug) => (slug === 'ann' ? new Promise(() => {}) : Promise.resolve());
    const saved = whenDecided(1);
    const { batch_id } = await first.batches.accept(REQUEST, ANN);
    await saved;
    first.queue.die();
    const second = await aProcess(store, first.queue.table);
    second.queue.table.elapse(MINUTE);
    await second.queue.idle();
    expect(second.pipeline.batches).toEqual([['ann']]);
    expect(await second.batches.find(batch_id)).toMatchObject({
      status: 'completed',
      successful: 1,
      failed: 1,
      results: [{ id: 'ann' }, { id: '' }],
    });
  });

  it('does nothing for a batch that is delivered again after it was answered', async () => {
    const { queue, pipeline, batches } = await aProcess(store);
    const { batch_id } = await batches.accept(REQUEST, ANN);
    await queue.idle();
    await queue.send(BATCHES, { batch_id });
    await queue.idle();
    expect(answers()).toHaveLength(1);
    expect(pipeline.batches).toHaveLength(1);
  });

  it('does nothing for a batch that was removed meanwhile', async () => {
    const { queue, pipeline } = await aProcess(store);
    await queue.send(BATCHES, { batch_id: 'gone' });
    await queue.idle();
    expect(pipeline.batches).toEqual([]);
    expect(queue.table.waiting(BATCHES)).toEqual([]);
  });

  it('has another process work on the batch of one that died', async () => {
    const first = await aProcess(store);
    first.pipeline.gate = () => {
      first.queue.die();
      return new Promise(() => {});
    };
    await first.batches.accept(REQUEST, ANN);
    const second = await aProcess(store, first.queue.table);
    await second.queue.idle();
    second.queue.table.elapse(MINUTE);
    await second.queue.idle();
    expect(onlyBatch()).toMatchObject({ status: 'completed' });
    expect(answers()).toHaveLength(1);
  });

  it('hands a batch over when the process ends, and answers it once although what is under way goes on', async () => {
    const first = await aProcess(store);
    const reached = Promise.withResolvers<void>();
    const gate = Promise.withResolvers<void>();
    first.pipeline.gate = () => {
      reached.resolve();
      return gate.promise;
    };
    await first.batches.accept(REQUEST, ANN);
    await reached.promise;
    await first.queue.stop();
    const second = await aProcess(store, first.queue.table);
    await second.queue.idle();
    const { response } = onlyBatch();
    gate.resolve();
    await second.queue.idle();
    expect(answers()).toHaveLength(1);
    expect(onlyBatch()).toMatchObject({ status: 'completed', response });
  });

  it('keeps no answer that was cut short by the end of the process', async () => {
    const { queue, pipeline, batches, shutdown } = await aProcess(store);
    pipeline.gate = async () => shutdown.end();
    await batches.accept(REQUEST, ANN);
    await queue.idle();
    expect(answers()).toEqual([]);
  });

  it('answers an accepted batch however long the store is away', async () => {
    const { queue, batches } = await aProcess(store);
    await batches.accept(REQUEST, ANN);
    store.around = () => Promise.reject(new StoreUnavailableError('away'));
    for (let minute = 0; minute < 60; minute += 1) {
      await queue.idle();
      queue.table.elapse(MINUTE);
    }
    store.around = async (work) => work();
    queue.table.elapse(5 * MINUTE);
    await queue.idle();
    expect(onlyBatch()).toMatchObject({ status: 'completed' });
  });

  const failed = { status: 'failed', errors: [{ error_code: 'INTERNAL_ERROR', retryable: true }] };

  it('completes a batch with an error for every item after processing it failed five times', async () => {
    const { queue, pipeline, batches } = await aProcess(store);
    pipeline.gate = () => Promise.reject(new TypeError('a defect'));
    const { batch_id } = await batches.accept(REQUEST, ANN);
    for (let delivery = 0; delivery < 6; delivery += 1) {
      expect(onlyBatch().status).not.toBe('completed');
      await queue.idle();
      queue.table.elapse(5 * MINUTE);
    }
    await queue.idle();
    expect(pipeline.batches).toHaveLength(5);
    expect(await batches.find(batch_id)).toMatchObject({
      status: 'completed',
      successful: 0,
      failed: 2,
      results: [{ pipeline_metadata: failed }, { pipeline_metadata: failed }],
    });
  });

  it('completes a batch that kills every process in the same way', async () => {
    let { queue, pipeline, batches } = await aProcess(store);
    await batches.accept(REQUEST, ANN);
    for (let death = 0; death < 5; death += 1) {
      const dead = Promise.withResolvers<void>();
      const dying = queue;
      pipeline.gate = () => {
        dying.die();
        dead.resolve();
        return new Promise(() => {});
      };
      await dead.promise;
      ({ queue, pipeline, batches } = await aProcess(store, dying.table));
      queue.table.elapse(5 * MINUTE);
    }
    await queue.idle();
    expect(onlyBatch()).toMatchObject({ status: 'completed', response: { successful: 0, failed: 2 } });
  });

  it('leaves the work to others in a process that only answers requests', async () => {
    const { queue, batches } = await aProcess(store, undefined, 'api');
    await batches.accept(REQUEST, ANN);
    await queue.idle();
    expect(onlyBatch()).toMatchObject({ status: 'pending' });
  });

  it('answers each batch once, whichever calls to the store fail, before or after they did their work', async () => {
    const failures = fc.array(fc.constantFrom(null, 'before', 'after'), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(failures, fc.integer({ min: 1, max: 4 }), async (given, count) => {
        store = new InMemoryBatchStore();
        const { queue, batches } = await aProcess(store);
        for (let batch = 0; batch < count; batch += 1) await batches.accept(REQUEST, ANN);
        const left = [...given];
        store.around = async (work) => {
          const failure = left.shift();
          if (failure === 'before') throw new StoreUnavailableError('away');
          const result = work();
          if (failure === 'after') throw new StoreUnavailableError('away');
          return result;
        };
        for (let round = 0; round < given.length + 1; round += 1) {
          await queue.idle();
          queue.table.elapse(5 * MINUTE);
        }
        await queue.idle();
        expect([...store.batches.values()].map(({ status }) => status)).toEqual(Array(count).fill('completed'));
        expect(answers()).toHaveLength(count);
      }),
      { numRuns: 50 },
    );
  });
});
