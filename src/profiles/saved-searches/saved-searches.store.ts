import type { PageRequest, PageRows } from '../../common/pagination/page.js';
import type { ComparedSearch, ProfileMatch, SavedSearch, SearchKind } from './saved-search.js';

export type NewSavedSearch = Omit<SavedSearch, 'created_at'>;

/** How far the log was compared with all searches of a kind. */
export interface MatchPosition {
  /** As it is stored, for `advance`. */
  position: number;
  /** The ID of the event after which to go on: no search is interested in those before. */
  after: number;
  searches: ComparedSearch[];
}

/** Saved searches, and how far they were compared. Every method throws StoreUnavailableError if the database is unavailable. */
export abstract class SavedSearchesStore {
  /** It is compared with what is logged from now on. Null if there are as many as the limit. */
  abstract create(search: NewSavedSearch, limit: number): Promise<SavedSearch | null>;
  abstract find(id: string): Promise<SavedSearch | null>;
  /** Newest first. */
  abstract list(page: PageRequest): Promise<PageRows<SavedSearch>>;
  abstract remove(id: string): Promise<boolean>;
  /** Whether there are searches, and changes that they were not compared with. */
  abstract hasNews(): Promise<boolean>;
  abstract position(kind: SearchKind): Promise<MatchPosition>;
  /**
   * Goes from one position of a kind on to another, and writes an event for every match in the same transaction. Nothing happens if somebody else has
   * left the position, and nothing is written for a search that was removed.
   */
  abstract advance(kind: SearchKind, from: number, to: number, matches: readonly ProfileMatch[]): Promise<void>;
}
