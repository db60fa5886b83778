import type { SearchProfiles } from '../search/dto/search-profiles.dto.js';

/** A search as it was sent, without the cursor of a page. */
export type SavedSearchBody = Omit<SearchProfiles, 'cursor'>;

export interface SavedSearch {
  /** A UUID. */
  id: string;
  name: string;
  search: SavedSearchBody;
  /** Name of the API key. */
  created_by: string;
  created_at: Date;
}

/** Searches by meaning need the embedding service; each kind is compared on its own, so that the others do not wait for it. */
export const searchKinds = ['words', 'meaning'] as const;
export type SearchKind = (typeof searchKinds)[number];

/** A saved search as it is compared with changes. */
export interface ComparedSearch extends Pick<SavedSearch, 'id' | 'search' | 'created_at'> {
  /** Only events with a higher ID can match. */
  position: number;
}

/** A change of a profile that meets a search. */
export interface ProfileMatch {
  saved_search_id: string;
  profile_id: string;
  /** Of the change. */
  event_id: number;
}
