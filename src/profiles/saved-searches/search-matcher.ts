import { Injectable } from '@nestjs/common';
import { EmbeddingsService } from '../../embeddings/embeddings.service.js';
import type { LoggedEvent } from '../../events/event.js';
import { EventLog } from '../../events/log/event-log.js';
import { ProfileSearch, type MatchedSearch, type SearchToMatch } from '../../profile-store/profile-search.store.js';
import { allOf, conditionsOf } from '../search/all-of.js';
import type { ComparedSearch, ProfileMatch, SearchKind } from './saved-search.js';
import { SavedSearchesStore } from './saved-searches.store.js';

/** Changes that are compared together. */
const CHANGES_AT_ONCE = 200;
/** Searches that are compared in one call, so that none takes long. */
const SEARCHES_AT_ONCE = 20;
const CHANGES = ['profile.created', 'profile.updated'] as const;

/** Reads the changes of profiles in the log, and writes an event for each that meets a saved search. */
@Injectable()
export class SearchMatcher {
  constructor(
    private readonly saved: SavedSearchesStore,
    private readonly log: EventLog,
    private readonly profiles: ProfileSearch,
    private readonly embeddings: EmbeddingsService,
  ) {}

  /**
   * Compares the next changes with the searches of a kind; returns whether there may be more.
   * @throws StoreUnavailableError, UpstreamError if a query cannot be embedded, or the signal's reason: the position stays
   */
  async matchNext(kind: SearchKind, signal: AbortSignal): Promise<boolean> {
    // Before the searches are read: one that is saved after that is interested in nothing up to here.
    const upTo = await this.log.head();
    const { position, after, searches } = await this.saved.position(kind);
    if (searches.length === 0 || after >= upTo) return false;
    const changes = await this.log.read({ types: CHANGES, after, upTo, limit: CHANGES_AT_ONCE });
    const isLast = changes.length < CHANGES_AT_ONCE;
    const matches = await this.matchesOf(changes, searches, signal);
    await this.saved.advance(kind, position, isLast ? upTo : (changes.at(-1)?.id ?? upTo), matches);
    return !isLast;
  }

  /** In the order of the changes. */
  private async matchesOf(
    changes: readonly LoggedEvent[],
    searches: readonly ComparedSearch[],
    signal: AbortSignal,
  ): Promise<ProfileMatch[]> {
    if (changes.length === 0) return [];
    const ids = [...new Set(changes.map(profileOf))];
    const matched: MatchedSearch[] = [];
    for (let first = 0; first < searches.length; first += SEARCHES_AT_ONCE) {
      signal.throwIfAborted();
      const some = searches.slice(first, first + SEARCHES_AT_ONCE);
      const toMatch = await Promise.all(some.map((search) => this.toMatch(search, signal)));
      matched.push(...(await this.profiles.matching(ids, toMatch)));
    }
    const searchesOf = Map.groupBy(matched, ({ profile_id }) => profile_id);
    const positions = new Map(searches.map(({ id, position }) => [id, position]));
    return changes.flatMap((change) =>
      (searchesOf.get(profileOf(change)) ?? [])
        .filter(({ search_id }) => change.id > (positions.get(search_id) ?? change.id))
        .map(({ search_id, profile_id }) => ({ saved_search_id: search_id, profile_id, event_id: change.id })),
    );
  }

  /** A text is compared by its words, or with `min_similarity` by its meaning. */
  private async toMatch({ id, search, created_at }: ComparedSearch, signal: AbortSignal): Promise<SearchToMatch> {
    const { query, mode, filter, filters, min_similarity } = search;
    const bySimilarity = query !== undefined && mode !== 'lexical' && min_similarity !== undefined;
    const [embedding] = bySimilarity ? await this.embeddings.embed([query], signal) : [];
    return {
      id,
      text: query ?? null,
      filter: allOf([...(filter ? [filter] : []), ...conditionsOf(filters ?? {})]),
      similar: embedding && bySimilarity ? { ...embedding, least: min_similarity } : null,
      since: created_at,
    };
  }
}

const profileOf = ({ data }: LoggedEvent) => String(data['profile_id']);
