import type { Embedding } from '../model/embedding.js';
import type { FilterField, FilterNode } from '../model/profile-filter.js';
import type { StoredProfile } from '../model/profile.js';

export interface SearchQuery {
  /** What to look for, in words; null looks for nothing but the filter. */
  text: string | null;
  /** `semantic` needs a vector; `hybrid` without one ranks by words alone. */
  mode: 'hybrid' | 'semantic' | 'lexical';
  /** Of the text, with the model it was made by; null if there is none. */
  vector: { vector: Embedding; model: string } | null;
  /** The cosine of a hit that scores 0.5, as of Embedder; without it, the score of a cosine is the cosine. */
  midpoint?: number | null;
  filter: FilterNode | null;
  /** 1 to 100. */
  limit: number;
  /** From `next_cursor` of the page before; the rest of the query must be the same. */
  cursor?: string;
  /** Cosine, -1 to 1: all hits are at least this similar, unless there is no vector. */
  min_similarity?: number;
}

export interface SearchHit {
  profile: StoredProfile;
  /** 0 to 1; 1 without a text. */
  score: number;
  /** Cosine, -1 to 1; null if only the words matched. */
  similarity: number | null;
  /** Place among the hits of the words, from 1; null if only the vector matched. */
  lexical_rank: number | null;
  /** Where the words were found, best field first; each snippet is plain text of at most 200 characters. */
  reasons: { field: FilterField; snippet: string }[];
}

export interface SearchPage {
  hits: SearchHit[];
  /** Null on the last page. */
  next_cursor: string | null;
  /** People who meet the filter and, in lexical mode, have the words; counted up to 10,000. */
  total: { value: number; relation: 'exact' | 'at_least' };
}

export interface FacetQuery {
  /** Only values that start with it, whatever their case. */
  starts_with?: string;
  filter?: FilterNode | null;
  /** 1 to 100. */
  limit: number;
}

/** A value of a field, and how many people have it. */
export interface Facet {
  value: string;
  count: number;
}

export interface ScanPage {
  profiles: StoredProfile[];
  /** The position to continue after; null at the end. */
  next: number | null;
}

/** A search that single people are compared with. */
export interface SearchToMatch {
  id: string;
  /** All of its words must be found; null if there is no text. */
  text: string | null;
  filter: FilterNode | null;
  /** Compares the meaning of the text instead of its words: the cosine must be at least as high. */
  similar: { vector: Embedding; model: string; least: number } | null;
  /** People who have not changed since then are not compared. */
  since: Date;
}

export interface MatchedSearch {
  search_id: string;
  profile_id: string;
}

/** Finds stored profiles by words, vectors and filters. */
export abstract class ProfileSearch {
  /**
   * Best first; without a text, newest first.
   * @throws InvalidCursorError
   */
  abstract search(query: SearchQuery): Promise<SearchPage>;
  /** The most common values first. */
  abstract facets(field: FilterField, options: FacetQuery): Promise<Facet[]>;
  /** Which of these people meet which searches, as they are stored now. */
  abstract matching(profile_ids: readonly string[], searches: readonly SearchToMatch[]): Promise<MatchedSearch[]>;
  /** In the order they were first stored, for exports and background work: the page after a position. */
  abstract scan(filter: FilterNode | null, after: number | null, limit: number): Promise<ScanPage>;
}
