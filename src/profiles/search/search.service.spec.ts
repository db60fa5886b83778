import { describe, expect, it, jest } from '@jest/globals';
import { aStoredProfile } from '../../../test/support/builders.js';
import { FakeProfileSearch } from '../../../test/support/fake-profile-search.js';
import { Shutdown } from '../../common/lifecycle/shutdown.js';
import { readAs } from '../../common/validation/request.pipe.js';
import { Embedder } from '../../embeddings/embedder.js';
import { EmbeddingsService } from '../../embeddings/embeddings.service.js';
import { UpstreamError } from '../../infrastructure/http-client/upstream.error.js';
import type { Embedding } from '../../model/embedding.js';
import { SearchProfiles } from './dto/search-profiles.dto.js';
import { SearchService } from './search.service.js';

class KnownEmbedder extends Embedder {
  readonly model = 'model-a';
  asked = 0;

  constructor(private readonly failure: Error | null = null) {
    super();
  }

  override get similarityMidpoint(): number {
    return 0.4;
  }

  override async embed(texts: readonly string[]): Promise<Embedding[]> {
    this.asked += 1;
    if (this.failure) throw this.failure;
    return texts.map(() => [1, 0]);
  }
}

const ann = aStoredProfile({ name: 'Ann Example' });
const bob = aStoredProfile({ name: 'Bob Example' });

function aSearch(embedder = new KnownEmbedder(), store = new FakeProfileSearch([ann, bob])) {
  const service = new SearchService(store, new EmbeddingsService(embedder, new Shutdown()), new Shutdown());
  return { store, embedder, search: (sent: object) => service.search(readAs(SearchProfiles, sent)) };
}

const away = () => new KnownEmbedder(new UpstreamError('UPSTREAM_UNAVAILABLE', 'The embedding service is unavailable'));

describe('a search', () => {
  it('is hybrid with the vector of the query, and names the model', async () => {
    const { store, search } = aSearch();
    expect(await search({ query: 'Ann' })).toMatchObject({
      mode: 'hybrid',
      embedder: { model: 'model-a', provider: 'openai' },
      warnings: [],
    });
    expect(store.searches).toMatchObject([
      {
        text: 'Ann',
        mode: 'hybrid',
        vector: { vector: [1, 0], model: 'model-a' },
        midpoint: 0.4,
        filter: null,
        limit: 10,
      },
    ]);
  });

  it.each([
    ['by words', { query: 'Ann', mode: 'lexical' }, 'lexical'],
    ['by a filter', { filter: { field: 'name', type: 'exists', value: true } }, 'filter'],
    ['for everybody', {}, 'filter'],
    ['in semantic mode without a query', { mode: 'semantic' }, 'filter'],
  ])('%s asks for no vector', async (_case, sent, mode) => {
    const { embedder, store, search } = aSearch();
    expect(await search(sent)).toMatchObject({ mode, embedder: null, warnings: [] });
    expect(embedder.asked).toBe(0);
    expect(store.searches).toMatchObject([{ vector: null }]);
  });

  it('goes on with words and says so if the embedder fails', async () => {
    const { store, search } = aSearch(away());
    expect(await search({ query: 'Ann' })).toMatchObject({
      mode: 'lexical',
      embedder: null,
      warnings: [{ stage: 'embed', details: 'The embedding service is unavailable' }],
    });
    expect(store.searches).toMatchObject([{ mode: 'lexical', vector: null }]);
  });

  it('does not wait long for an embedder that does not respond', async () => {
    jest.useFakeTimers();
    try {
      const silent = new KnownEmbedder();
      silent.embed = () => new Promise(() => {});
      const found = aSearch(silent).search({ query: 'Ann' });
      await jest.advanceTimersByTimeAsync(5_000);
      expect(await found).toMatchObject({
        mode: 'lexical',
        warnings: [{ details: 'The embedding service did not respond in time' }],
      });
    } finally {
      jest.useRealTimers();
    }
  });

  it('by meaning alone fails if the embedder does', async () => {
    const { search } = aSearch(away());
    await expect(search({ query: 'Ann', mode: 'semantic' })).rejects.toMatchObject({ code: 'UPSTREAM_ERROR' });
  });

  it('has each profile nested and, for earlier clients, beside it', async () => {
    const { data } = await aSearch().search({ query: 'Ann', limit: 1 });
    const { public_id: _slug, ...shown } = ann;
    const found = { score: 1, similarity: 0.5, lexical_rank: 1, reasons: [{ field: 'name', snippet: 'Ann Example' }] };
    expect(data).toEqual([{ ...shown, profile: shown, ...found }]);
  });

  it('has the chosen fields in both places', async () => {
    const { data } = await aSearch().search({ limit: 1, fields: ['name'] });
    const chosen = { id: ann.id, name: 'Ann Example' };
    const found = { score: 1, similarity: null, lexical_rank: null, reasons: [] };
    expect(data).toEqual([{ ...chosen, profile: chosen, ...found }]);
  });

  it('combines the filter with the simple filters', async () => {
    const { store, search } = aSearch();
    const filter = { op: 'or', conditions: [{ field: 'country_code', type: '=', value: 'de' }] };
    await search({ filter, filters: { company: 'Northwind', name: '', suggested_role: 'CTO' } });
    expect(store.searches[0]?.filter).toEqual({
      op: 'and',
      conditions: [
        { op: 'or', conditions: [{ field: 'country_code', type: '=', value: 'DE' }] },
        { field: 'current_company', type: 'contains', value: 'Northwind' },
        { field: 'suggested_role', type: '=', value: 'CTO' },
      ],
    });
  });

  it('has a page like a list, and a total that says where counting stopped', async () => {
    const { store, search } = aSearch();
    expect(await search({ limit: 1 })).toMatchObject({
      pagination: { limit: 1, next_cursor: 'next', has_more: true, total: 2, total_relation: 'exact' },
      total: 2,
    });
    store.total = { value: 10_000, relation: 'at_least' };
    expect(await search({ limit: 2, cursor: 'next' })).toMatchObject({
      pagination: { next_cursor: null, has_more: false, total: 10_000, total_relation: 'at_least' },
      total: { value: 10_000, relation: 'at_least' },
    });
    expect(store.searches.map(({ cursor }) => cursor)).toEqual([undefined, 'next']);
  });
});
