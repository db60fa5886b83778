import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Shutdown } from '../../common/lifecycle/shutdown.js';
import { EmbeddingsService } from '../../embeddings/embeddings.service.js';
import { LocalEmbedder } from '../../embeddings/local/local.embedder.js';
import type { LoggedEvent } from '../../events/event.js';
import type { EventLog, EventPage } from '../../events/log/event-log.js';
import type { ProfileSearch, SearchToMatch } from '../../profile-store/profile-search.store.js';
import {
  searchKinds,
  type ComparedSearch,
  type ProfileMatch,
  type SavedSearchBody,
  type SearchKind,
} from './saved-search.js';
import type { SavedSearchesStore } from './saved-searches.store.js';
import { SearchMatcher } from './search-matcher.js';

const never = new AbortController().signal;
const aSearch = (id: string, position = 0, search: Partial<SavedSearchBody> = {}): ComparedSearch => ({
  id,
  position,
  created_at: new Date(0),
  search: { mode: 'hybrid', limit: 20, ...search },
});

const kindOf = ({ query, mode, min_similarity }: SavedSearchBody): SearchKind =>
  query !== undefined && min_similarity !== undefined && mode !== 'lexical' ? 'meaning' : 'words';

/** The log, the positions and the people, of whom all meet every search. */
class World {
  searches: ComparedSearch[] = [];
  changes: string[] = [];
  positions: Record<SearchKind, number> = { words: 0, meaning: 0 };
  matches: ProfileMatch[] = [];
  compared: SearchToMatch[] = [];
  isAway = false;
  /** Happens after the first statement of a round. */
  meanwhile: () => void = () => undefined;
  readonly embedder = new LocalEmbedder(32);

  readonly matcher = new SearchMatcher(
    {
      position: async (kind: SearchKind) =>
        this.read({
          position: this.positions[kind],
          after: this.positions[kind],
          searches: this.searches.filter(({ search }) => kindOf(search) === kind),
        }),
      advance: async (kind: SearchKind, from: number, to: number, matches: readonly ProfileMatch[]) => {
        expect(from).toBe(this.positions[kind]);
        this.positions[kind] = to;
        this.matches.push(...matches);
      },
    } as unknown as SavedSearchesStore,
    {
      head: async () => this.read(this.changes.length),
      read: async ({ after, upTo, limit }: EventPage) => this.events().slice(after, Math.min(upTo, after + limit)),
    } as unknown as EventLog,
    {
      matching: async (ids: readonly string[], searches: readonly SearchToMatch[]) => {
        if (this.isAway) throw new Error('away');
        this.compared.push(...searches);
        return searches.flatMap(({ id }) => ids.map((profile_id) => ({ search_id: id, profile_id })));
      },
    } as unknown as ProfileSearch,
    new EmbeddingsService(this.embedder, new Shutdown()),
  );

  private read<Result>(result: Result): Result {
    const { meanwhile } = this;
    this.meanwhile = () => undefined;
    meanwhile();
    return result;
  }

  private events(): LoggedEvent[] {
    return this.changes.map((profile_id, index) => ({
      id: index + 1,
      type: 'profile.updated',
      subject: null,
      timestamp: new Date(),
      data: { profile_id },
    }));
  }
}

describe('changes of profiles', () => {
  let world: World;
  beforeEach(() => void (world = new World()));
  const all = async () => {
    for (const kind of searchKinds) while (await world.matcher.matchNext(kind, never));
  };

  it('match once for each search and change, in order, and only those after the search was saved', async () => {
    world.searches = [aSearch('early'), aSearch('late', 2)];
    world.changes = ['ann', 'ben', 'ann'];
    await all();
    expect(world.matches.map((match) => [match.saved_search_id, match.profile_id, match.event_id])).toEqual([
      ['early', 'ann', 1],
      ['early', 'ben', 2],
      ['early', 'ann', 3],
      ['late', 'ann', 3],
    ]);
  });

  it('are all compared, however many there are, with any number of searches', async () => {
    world.searches = Array.from({ length: 45 }, (_, index) => aSearch(String(index)));
    world.changes = Array.from({ length: 450 }, (_, index) => String(index));
    await all();
    expect(world.matches).toHaveLength(45 * 450);
    expect(world.positions.words).toBe(450);
  });

  it('are compared with a search that is saved while others are compared', async () => {
    world.searches = [aSearch('early')];
    world.changes = ['ann'];
    world.meanwhile = () => {
      world.searches.push(aSearch('late', world.changes.length));
      world.changes.push('ben');
    };
    await all();
    await all();
    expect(world.matches.map((match) => [match.saved_search_id, match.event_id])).toEqual([
      ['early', 1],
      ['early', 2],
      ['late', 2],
    ]);
  });

  it('are not compared again where another process has come further meanwhile', async () => {
    world.searches = [aSearch('one')];
    world.changes = ['ann', 'ben'];
    world.meanwhile = () => {
      world.changes.push('eve');
      world.positions.words = 3;
    };
    await all();
    await all();
    expect([world.positions.words, world.matches]).toEqual([3, []]);
  });

  it('are compared later if the people cannot be read', async () => {
    world.searches = [aSearch('one')];
    world.changes = ['ann'];
    world.isAway = true;
    await expect(all()).rejects.toThrow('away');
    expect([world.positions.words, world.matches]).toEqual([0, []]);
    world.isAway = false;
    await all();
    expect(world.matches).toHaveLength(1);
  });

  it('wait for the embedding service only where it is needed, and are compared in order then', async () => {
    world.searches = [
      aSearch('meaning', 0, { query: 'security', min_similarity: 0.5 }),
      aSearch('words', 0, { query: 'security' }),
    ];
    world.changes = ['ann', 'ben'];
    const away = jest.spyOn(world.embedder, 'embed').mockRejectedValue(new Error('away'));
    await expect(all()).rejects.toThrow('away');
    const told = () => world.matches.map((match) => [match.saved_search_id, match.event_id]);
    const words = [
      ['words', 1],
      ['words', 2],
    ];
    expect(told()).toEqual(words);
    away.mockRestore();
    await all();
    expect(told()).toEqual([...words, ['meaning', 1], ['meaning', 2]]);
  });

  it('are compared by words, and by meaning only with min_similarity', async () => {
    const query = 'security';
    world.searches = [
      aSearch('words', 0, { query }),
      aSearch('lexical', 0, { query, mode: 'lexical', min_similarity: 0.5 }),
      aSearch('meaning', 0, { query, min_similarity: 0.5 }),
      aSearch('filter', 0, { filters: { name: 'Ann' }, min_similarity: 0.5 }),
    ];
    world.changes = ['ann'];
    await all();
    expect(world.compared.map(({ id, text, similar, filter }) => [id, text, similar?.least, filter])).toEqual([
      ['words', query, undefined, null],
      ['lexical', query, undefined, null],
      ['filter', null, undefined, { field: 'name', type: 'contains', value: 'Ann' }],
      ['meaning', query, 0.5, null],
    ]);
  });
});
