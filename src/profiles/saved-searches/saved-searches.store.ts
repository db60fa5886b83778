import type { PageRequest, PageRows } from '../../common/pagination/page.js';
import type { ComparedSearch, ProfileMatch, SavedSearch, SearchKind } from './saved-search.js';

export type NewSavedSearch = Omit<SavedSearch, 'created_at'>;

/** How far the log was compared with all searches of a kind. */
export interface MatchPosition {
  /** As it is stored, for `advance`. */
  position: number;
  /** The ID of the event after which to continue; no search needs earlier ones. */
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
   * Moves the position of a kind, and writes an event for every match in the same transaction. Does nothing if another process has moved it
   * from there already, and writes nothing for a search that was removed.
   */
  abstract advance(kind: SearchKind, from: number, to: number, matches: readonly ProfileMatch[]): Promise<void>;
}
