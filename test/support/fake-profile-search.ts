import type { StoredProfile } from '../../src/model/profile.js';
import {
  ProfileSearch,
  type MatchedSearch,
  type Facet,
  type FacetQuery,
  type ScanPage,
  type SearchPage,
  type SearchQuery,
} from '../../src/profile-store/profile-search.store.js';
import type { FilterField } from '../../src/model/profile-filter.js';

/** Finds everybody it was given, whatever is looked for, and remembers what was asked. */
export class FakeProfileSearch extends ProfileSearch {
  readonly searches: SearchQuery[] = [];
  readonly facetQueries: ({ field: FilterField } & FacetQuery)[] = [];
  total: SearchPage['total'] | null = null;

  constructor(private readonly profiles: readonly StoredProfile[] = []) {
    super();
  }

  override async search(query: SearchQuery): Promise<SearchPage> {
    this.searches.push(query);
    const found = this.profiles.slice(0, query.limit);
    return {
      hits: found.map((profile, index) => ({
        profile,
        score: query.text === null ? 1 : 1 / (index + 1),
        similarity: query.vector && 0.5,
        lexical_rank: query.text === null || query.mode === 'semantic' ? null : index + 1,
        reasons: query.text === null ? [] : [{ field: 'name', snippet: profile.name ?? '' }],
      })),
      next_cursor: found.length < this.profiles.length ? 'next' : null,
      total: this.total ?? { value: this.profiles.length, relation: 'exact' },
    };
  }

  override async facets(field: FilterField, options: FacetQuery): Promise<Facet[]> {
    this.facetQueries.push({ field, ...options });
    return this.profiles.length > 0 ? [{ value: 'x', count: this.profiles.length }] : [];
  }

  override async matching(): Promise<MatchedSearch[]> {
    return [];
  }

  override async scan(_filter: unknown, after: number | null, limit: number): Promise<ScanPage> {
    const from = after ?? 0;
    const next = from + limit;
    return { profiles: this.profiles.slice(from, next), next: next < this.profiles.length ? next : null };
  }
}
