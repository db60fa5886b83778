import { Logger } from '@nestjs/common';
import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { aCompany, aProfile } from '../../test/support/builders.js';
import { InMemoryUpkeepProgress } from '../../test/support/in-memory-upkeep-progress.js';
import { Shutdown } from '../common/lifecycle/shutdown.js';
import { Embedder } from '../embeddings/embedder.js';
import { EmbeddingsService } from '../embeddings/embeddings.service.js';
import { UpstreamError } from '../infrastructure/http-client/upstream.error.js';
import { UpkeepTasks } from '../infrastructure/upkeep/upkeep-tasks.js';
import type { Embedding, TextEmbedding } from '../model/embedding.js';
import { EmbeddingStore, type EmbeddingOwner, type Unembedded } from '../profile-store/embedding.store.js';
import { EmbeddingRepair } from './embedding-repair.js';
import { StoredTexts } from './stored-texts.js';

const never = new AbortController().signal;

/** Refuses a request for one text of it, as embedding services do, and does not say which. */
class FussyEmbedder extends Embedder {
  readonly model = 'fussy';
  readonly requests: (readonly string[])[] = [];
  isAway = false;
  /** What a rejected text contains. */
  rejected: string | null = 'refused';

  async embed(texts: readonly string[]): Promise<Embedding[]> {
    this.requests.push(texts);
    if (this.isAway) throw new UpstreamError('UPSTREAM_UNAVAILABLE', 'away', { retryable: true });
    const { rejected } = this;
    if (rejected !== null && texts.some((text) => text.includes(rejected)))
      throw new UpstreamError('INVALID_REQUEST', 'refused');
    return texts.map((text) => [text.length]);
  }
}

/** Rows of which some have no vector yet. */
class FakeEmbeddingStore extends EmbeddingStore {
  readonly saved = new Map<string, TextEmbedding>();
  readonly limits: number[] = [];
  readonly models: string[] = [];
  failure: Error | null = null;

  constructor(private readonly rows: readonly Unembedded[]) {
    super();
  }

  override async withoutEmbedding(
    model: string,
    limit: number,
    after: EmbeddingOwner | null = null,
  ): Promise<Unembedded[]> {
    if (this.failure) throw this.failure;
    this.limits.push(limit);
    this.models.push(model);
    const start = after === null ? 0 : this.rows.findIndex(({ owner }) => idOf(owner) === idOf(after)) + 1;
    return this.rows
      .slice(start)
      .filter(({ owner }) => !this.saved.has(idOf(owner)))
      .slice(0, limit);
  }

  override async saveEmbedding(owner: EmbeddingOwner, embedding: TextEmbedding): Promise<void> {
    if (this.saved.has(idOf(owner))) throw new Error('A vector was saved twice');
    this.saved.set(idOf(owner), embedding);
  }
}

const idOf = (owner: EmbeddingOwner) => ('profile_id' in owner ? owner.profile_id : owner.company_id);

/** Profiles and companies in turn; the text of each is its own, and says where it is refused. */
function rowsOf(refusals: readonly boolean[]): Unembedded[] {
  return refusals.map((isRefused, index) => {
    const name = `${index} ${isRefused ? 'refused' : ''}`;
    return index % 2 === 0
      ? { owner: { profile_id: `row ${index}` }, profile: aProfile({ name }) }
      : { owner: { company_id: `row ${index}` }, company: aCompany({ company_name: name }) };
  });
}

function repairOf(refusals: readonly boolean[]) {
  const store = new FakeEmbeddingStore(rowsOf(refusals));
  const embedder = new FussyEmbedder();
  const tasks = new UpkeepTasks();
  const progress = new InMemoryUpkeepProgress();
  const embeddings = new EmbeddingsService(embedder, new Shutdown());
  const repair = new EmbeddingRepair(embeddings, store, new StoredTexts(embeddings, store), progress, tasks);
  return { repair, store, embedder, tasks };
}

describe('EmbeddingRepair', () => {
  beforeAll(() => Logger.overrideLogger(false));

  let fine: ReturnType<typeof repairOf>;
  beforeEach(() => void (fine = repairOf([false, false, false])));

  it('embeds what has no vector, in one request', async () => {
    await fine.repair.run(never);
    expect([...fine.store.saved.keys()]).toEqual(['row 0', 'row 1', 'row 2']);
    expect(fine.embedder.requests).toHaveLength(1);
    expect(fine.store.saved.get('row 0')).toMatchObject({ model: 'fussy', vector: [expect.any(Number)] });
  });

  it('embeds what has a vector of another length or service', async () => {
    const space = 'fussy#dimensions=512';
    Object.defineProperty(fine.embedder, 'space', { value: space });
    await fine.repair.run(never);
    expect(fine.store.models).toEqual([space]);
    expect([...fine.store.saved.values()].map(({ model }) => model)).toEqual([space, space, space]);
  });

  it('asks for nothing where nothing is missing', async () => {
    const { repair, embedder } = repairOf([]);
    await repair.run(never);
    expect(embedder.requests).toEqual([]);
  });

  it('has one text that is refused cost no other', async () => {
    const refusals = fc.array(fc.boolean(), { minLength: 1, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(refusals, async (given) => {
        const { repair, store } = repairOf(given);
        await repair.run(never).catch(() => undefined);
        const expected = given.flatMap((isRefused, index) => (isRefused ? [] : [`row ${index}`]));
        expect([...store.saved.keys()]).toEqual(expected);
      }),
      { numRuns: 25 },
    );
  });

  it('fails where not one could be embedded, and does it the next time', async () => {
    fine.embedder.isAway = true;
    await expect(fine.repair.run(never)).rejects.toThrow('away');
    expect(fine.store.saved.size).toBe(0);
    fine.embedder.isAway = false;
    await fine.repair.run(never);
    expect(fine.store.saved.size).toBe(3);
  });

  it('fails where the store is away', async () => {
    fine.store.failure = new Error('The store is away');
    await expect(fine.repair.run(never)).rejects.toThrow('The store is away');
    expect(fine.embedder.requests).toEqual([]);
  });

  it('takes a bounded number of rows a round, and the next round goes on', async () => {
    const { repair, store } = repairOf(Array.from({ length: 250 }, () => false));
    await repair.run(never);
    expect(store.saved.size).toBe(200);
    await repair.run(never);
    expect(store.saved.size).toBe(250);
  });

  it('comes to every row, however many texts are always rejected', async () => {
    const { repair, store } = repairOf(Array.from({ length: 1_000 }, (_, index) => index < 450 || index % 2 === 0));
    for (let round = 0; round < 5; round += 1) await repair.run(never).catch(() => undefined);
    expect(store.saved.size).toBe(275);
  });

  it('tries rejected texts again after the last row, because the embedder may have changed', async () => {
    const { repair, store, embedder } = repairOf(Array.from({ length: 250 }, () => true));
    await expect(repair.run(never)).rejects.toThrow('refused');
    await expect(repair.run(never)).rejects.toThrow('refused');
    embedder.rejected = null;
    await repair.run(never);
    await repair.run(never);
    expect(store.saved.size).toBe(250);
  });

  it('saves nothing once the process ends', async () => {
    const abort = new AbortController();
    const running = fine.repair.run(abort.signal);
    abort.abort(new Error('the process ends'));
    await expect(running).rejects.toThrow('the process ends');
    expect(fine.store.saved.size).toBe(0);
  });

  it('is a task of the upkeep', () => {
    expect(fine.tasks.all()).toEqual([fine.repair]);
  });
});
