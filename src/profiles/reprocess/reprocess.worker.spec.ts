import { Logger } from '@nestjs/common';
import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { aProfile } from '../../../test/support/builders.js';
import { InMemoryQueue } from '../../../test/support/in-memory-queue.js';
import { InMemoryReprocessStore } from '../../../test/support/in-memory-reprocess.store.js';
import type { QueueTable } from '../../../test/support/queue-table.js';
import { settings } from '../../../test/support/settings.js';
import { StoreUnavailableError } from '../../common/errors/store-unavailable.error.js';
import { Shutdown } from '../../common/lifecycle/shutdown.js';
import { Embedder } from '../../embeddings/embedder.js';
import { profileText } from '../../embeddings/embedding-text.js';
import { EmbeddingsService } from '../../embeddings/embeddings.service.js';
import { textHash } from '../../embeddings/text-hash.js';
import type { Embedding } from '../../model/embedding.js';
import type { StoredProfile } from '../../model/profile.js';
import { StoredTexts } from '../../pipeline/stored-texts.js';
import type { EmbeddingOwner, EmbeddingStore } from '../../profile-store/embedding.store.js';
import { PageReprocessor } from './page-reprocessor.js';
import { REPROCESS, ReprocessService } from './reprocess.service.js';
import { ReprocessWorker } from './reprocess.worker.js';

const MINUTE = 60_000;

class LengthEmbedder extends Embedder {
  readonly model = 'length';
  failure: Error | null = null;
  before: () => Promise<void> = async () => {};

  async embed(texts: readonly string[]): Promise<Embedding[]> {
    await this.before();
    if (this.failure) throw this.failure;
    return texts.map((text) => [text.length]);
  }
}

/** Somebody who was stored long ago, and whose answer maps to the same. */
function stored(nth: number, given: Partial<StoredProfile> = {}): InMemoryReprocessStore['people'][number] {
  const created_at = new Date(0);
  const profile: StoredProfile = {
    ...aProfile({ public_id: `person-${nth}`, name: `Person ${nth}` }),
    id: `id-${nth}`,
    suggested_role: null,
    source: 'test',
    fetched_at: created_at,
    has_embedding: true,
    created_at,
    updated_at: created_at,
    ...given,
  };
  const payload = JSON.stringify({ full_name: profile.name });
  const embedding = { model: 'length', text_hash: textHash(profileText(profile)) };
  return {
    profile,
    answered: { answers: [{ source: 'test', fetched_at: created_at.toISOString(), payload }], embedding },
    isChanged: false,
  };
}

const people = (count: number) => Array.from({ length: count }, (_, nth) => stored(nth));

/** One process that takes runs from a queue of its own over jobs and people that all share. */
async function aProcess(store: InMemoryReprocessStore, table?: QueueTable, role: 'all' | 'api' = 'all') {
  const queue = new InMemoryQueue(table);
  const embedder = new LengthEmbedder();
  const embeddings = new EmbeddingsService(embedder, new Shutdown());
  const embedded: EmbeddingOwner[] = [];
  const vectors = { saveEmbedding: async (owner: EmbeddingOwner) => void embedded.push(owner) };
  const texts = new StoredTexts(embeddings, vectors as Partial<EmbeddingStore> as EmbeddingStore);
  const pages = new PageReprocessor(store.search, store, embeddings, texts);
  const config = settings({ ROLE: role, DATABASE_URL: 'postgres://nobody@localhost/nothing' });
  await new ReprocessWorker(queue, store, pages, config).onApplicationBootstrap();
  return { queue, embedder, embedded, service: new ReprocessService(store, queue) };
}

describe('ReprocessWorker', () => {
  beforeAll(() => Logger.overrideLogger(false));

  let store: InMemoryReprocessStore;
  beforeEach(() => void (store = new InMemoryReprocessStore(people(60))));
  const positions = () => store.pages.map(({ after }) => after);

  it('maps the answers of everybody, page by page, and counts what became of them', async () => {
    const { queue, service } = await aProcess(store);
    store.people[3]!.isChanged = true;
    store.people[50]!.answered.answers[0]!.payload = '{"full_name": "LinkedIn Member"}';
    store.people[51]!.answered.answers = [];
    const { reprocess_id } = await service.accept({});
    await queue.idle();
    expect(await service.find(reprocess_id)).toMatchObject({
      status: 'completed',
      total: 60,
      done: 60,
      changed: 1,
      unchanged: 57,
      failed: 2,
      embedded: 0,
    });
    expect(positions()).toEqual([null, 25, 50]);
    const [first] = store.pages[0]!.people;
    expect(first).toMatchObject({ id: 'id-0', answers: [{ profile: { name: 'Person 0', public_id: 'person-0' } }] });
  });

  it('leaves alone whom it understands only in part', async () => {
    const { answers } = store.people[0]!.answered;
    store.people[0]!.answered.answers = [...answers, { ...answers[0]!, source: 'other', payload: '{}' }];
    const { queue, service } = await aProcess(store);
    const { reprocess_id } = await service.accept({});
    await queue.idle();
    expect(await service.find(reprocess_id)).toMatchObject({ failed: 1, unchanged: 59 });
  });

  it('reads fewer people at once if their answers are large', async () => {
    store.answersAtOnce = 10;
    const { queue, service } = await aProcess(store);
    const { reprocess_id } = await service.accept({});
    await queue.idle();
    expect(positions()).toEqual([null, 10, 20, 30, 40, 50]);
    expect(await service.find(reprocess_id)).toMatchObject({ status: 'completed', done: 60 });
  });

  it('ends before the people who are stored while it runs', async () => {
    const { service, queue } = await aProcess(store);
    store.people.push(stored(60, { created_at: new Date(Date.now() + MINUTE) }));
    const { reprocess_id } = await service.accept({});
    await queue.idle();
    expect(await service.find(reprocess_id)).toMatchObject({ status: 'completed', done: 60, total: 61 });
  });

  it('makes vectors again whose text or model is another one, if that is wanted', async () => {
    store.people[1]!.answered.embedding = null;
    store.people[2]!.answered.embedding!.model = 'former';
    store.people[3]!.answered.embedding!.text_hash = 'of another text';
    const { queue, service, embedded } = await aProcess(store);
    await service.accept({});
    await queue.idle();
    expect(embedded).toEqual([]);
    const { reprocess_id } = await service.accept({ embeddings: true });
    await queue.idle();
    expect(embedded).toEqual([{ profile_id: 'id-1' }, { profile_id: 'id-2' }, { profile_id: 'id-3' }]);
    expect(await service.find(reprocess_id)).toMatchObject({ status: 'completed', embedded: 3 });
  });

  it('ends when the vectors of the last page are counted', async () => {
    for (const nth of [1, 59]) store.people[nth]!.answered.embedding = null;
    const { queue, service, embedder } = await aProcess(store);
    const { reprocess_id } = await service.accept({ embeddings: true });
    const seen: object[] = [];
    embedder.before = async () => void seen.push(await service.find(reprocess_id));
    await queue.idle();
    expect(seen).toMatchObject([
      { status: 'processing', done: 25, embedded: 0 },
      { status: 'processing', done: 60, embedded: 1, completed_at: null },
    ]);
    expect(await service.find(reprocess_id)).toMatchObject({ status: 'completed', embedded: 2 });
  });

  it.each([1, 59])('makes and counts vectors once that a killed process left, those of person %i', async (nth) => {
    for (const one of [1, 59]) store.people[one]!.answered.embedding = null;
    const first = await aProcess(store);
    const [left, second] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const { reprocess_id } = await first.service.accept({ embeddings: true });
    const isReached = async () => (await first.service.find(reprocess_id)).done === (nth === 1 ? 25 : 60);
    first.embedder.before = async () => {
      if (!(await isReached())) return;
      first.queue.die();
      left.resolve();
      // What is under way comes too late.
      await second.promise;
    };
    await Promise.race([left.promise, first.queue.idle()]);
    const { queue, embedded } = await aProcess(store, first.queue.table);
    queue.table.elapse(MINUTE);
    await queue.idle();
    const end = { status: 'completed', done: 60, unchanged: 60, embedded: 2 };
    expect(await first.service.find(reprocess_id)).toMatchObject(end);
    expect(embedded).toContainEqual({ profile_id: `id-${nth}` });
    second.resolve();
    await first.queue.idle();
    expect(await first.service.find(reprocess_id)).toMatchObject(end);
  });

  it('goes on without vectors that cannot be made now', async () => {
    store.people[1]!.answered.embedding = null;
    const { queue, service, embedder } = await aProcess(store);
    embedder.failure = new Error('away');
    const { reprocess_id } = await service.accept({ embeddings: true });
    await queue.idle();
    expect(await service.find(reprocess_id)).toMatchObject({ status: 'completed', done: 60, embedded: 0 });
  });

  it.each(['die', 'stop'] as const)('goes on in another process where one left off that was to %s', async (how) => {
    const first = await aProcess(store);
    const second = Promise.withResolvers<void>();
    const left = Promise.withResolvers<void>();
    store.beforeSave = async () => {
      if (store.pages.length !== 1) return;
      await first.queue[how]();
      left.resolve();
      // What is under way comes too late.
      await second.promise;
    };
    const { reprocess_id } = await first.service.accept({});
    await left.promise;
    store.beforeSave = () => undefined;
    const { queue } = await aProcess(store, first.queue.table);
    queue.table.elapse(MINUTE);
    await queue.idle();
    second.resolve();
    await first.queue.idle();
    expect(positions()).toEqual([null, 25, 50]);
    expect(await first.service.find(reprocess_id)).toMatchObject({ status: 'completed', done: 60 });
  });

  it('waits for a store that is away, however often', async () => {
    const { queue, service } = await aProcess(store);
    let failures = 50;
    store.beforeSave = () => {
      failures -= 1;
      if (failures >= 0) throw new StoreUnavailableError('away');
    };
    const { reprocess_id } = await service.accept({});
    for (let attempts = 0; attempts <= 50; attempts += 1) {
      await queue.idle();
      queue.table.elapse(MINUTE);
    }
    await queue.idle();
    expect(await service.find(reprocess_id)).toMatchObject({ status: 'completed', done: 60 });
  });

  it('ends where it is cancelled', async () => {
    const { queue, service } = await aProcess(store);
    const { reprocess_id } = await service.accept({});
    store.beforeSave = async () => {
      if (store.pages.length === 1) await service.cancel(reprocess_id);
    };
    await queue.idle();
    expect(await service.find(reprocess_id)).toMatchObject({ status: 'cancelled', done: 25 });
    expect(queue.table.waiting(REPROCESS)).toEqual([]);
  });

  it('gives up if it fails again and again', async () => {
    const { queue, service } = await aProcess(store);
    store.beforeSave = () => {
      throw new Error('A defect');
    };
    const { reprocess_id } = await service.accept({});
    for (let attempts = 0; attempts <= 20; attempts += 1) {
      await queue.idle();
      // Every retry waits twice as long as the one before.
      queue.table.elapse(1_000_000 * MINUTE);
    }
    await queue.idle();
    expect(await service.find(reprocess_id)).toMatchObject({ status: 'failed', done: 0 });
    expect(queue.table.waiting(REPROCESS)).toEqual([]);
  });

  it('goes back to the queue now and then, so that other runs have their turn', async () => {
    store.people.splice(0, Infinity, ...people(401));
    store.answersAtOnce = 1;
    const { queue, service } = await aProcess(store);
    const [long, short] = [await service.accept({}), await service.accept({})];
    for (let turns = 0; turns < 4; turns += 1) {
      await queue.idle();
      queue.table.elapse(MINUTE);
    }
    await queue.idle();
    for (const { reprocess_id } of [long, short])
      expect(await service.find(reprocess_id)).toMatchObject({ status: 'completed', done: 401 });
    expect(store.pages.findIndex(({ run_id }) => run_id === short.reprocess_id)).toBeLessThan(401);
  });

  it('does nothing in a process that only serves requests, nor for a run that is gone', async () => {
    const { service, queue } = await aProcess(store, undefined, 'api');
    await service.accept({});
    await queue.idle();
    expect(queue.table.waiting(REPROCESS)).toHaveLength(1);
    store.runs.clear();
    const { queue: worker } = await aProcess(store, queue.table);
    await worker.idle();
    expect(queue.table.waiting(REPROCESS)).toEqual([]);
    await expect(service.find('gone')).rejects.toMatchObject({ code: 'REPROCESS_NOT_FOUND' });
  });
});
