import type { Page, PageRequest, TotalRelation } from '../common/pagination/page.js';
import type { Profile, StoredProfile } from '../model/profile.js';
import type { FilterNode } from '../model/profile-filter.js';

export const reprocessStatuses = ['pending', 'processing', 'completed', 'failed', 'cancelled'] as const;
export type ReprocessStatus = (typeof reprocessStatuses)[number];

/** A run that maps stored answers again: what it does, and how far it is. */
export interface ReprocessRun {
  id: string;
  status: ReprocessStatus;
  /** Null for all people, and after the end. */
  filter: FilterNode | null;
  /** Whether vectors are made again if their text or model has changed. */
  embeddings: boolean;
  /** Of ProfileSearch.scan, after the people who are done; null at the beginning. */
  position: number | null;
  /** Whether the page at the position is stored, but its vectors must be created before the run continues. */
  is_page_stored: boolean;
  /** Null until it begins. */
  total: number | null;
  total_relation: TotalRelation | null;
  /** The sum of the following three. */
  done: number;
  changed: number;
  unchanged: number;
  /** People whose answers cannot be mapped; nothing about them changed. */
  failed: number;
  /** Vectors that were made again. */
  embedded: number;
  created_at: Date;
  started_at: Date | null;
  completed_at: Date | null;
}

/** An answer of a source as it was stored. */
export interface StoredAnswer {
  source: string;
  /** As the store writes it, which is more exact than a Date. */
  fetched_at: string;
  /** JSON text. */
  payload: string;
}

/** A stored person with the latest answer of each source, oldest first. */
export interface AnsweredPerson {
  id: string;
  answers: StoredAnswer[];
  /** What the stored vector is of; the hash is empty if that has to be made again. */
  embedding: { model: string; text_hash: string } | null;
}

/** A person whose answers were mapped again. */
export interface RemappedPerson {
  id: string;
  answers: { source: string; fetched_at: string; profile: Profile }[];
  is_vector_stale: boolean;
}

export interface ReprocessedPage {
  run_id: string;
  /** The position of the run before the page, and after it; null at the end. */
  after: number | null;
  next: number | null;
  people: RemappedPerson[];
  /** How many of the page could not be mapped. */
  failed: number;
  /** Whether the run waits at the page until `endPage` was called, if there are vectors to be made. */
  embeds: boolean;
}

/** Records of runs, and the people they are about. Methods that take the id of a run return null if there is none. */
export abstract class ReprocessStore {
  abstract create(run: Pick<ReprocessRun, 'id' | 'filter' | 'embeddings'>): Promise<ReprocessRun>;
  abstract findById(id: string): Promise<ReprocessRun | null>;
  /** Newest first. */
  abstract list(page: PageRequest): Promise<Page<ReprocessRun>>;
  /** Starts or continues a run, and returns it; null also if it has ended. A total that it already has is kept. */
  abstract begin(id: string, total: { value: number; relation: TotalRelation }): Promise<ReprocessRun | null>;
  /** Ends a run that has not ended yet. */
  abstract end(id: string, status: 'failed' | 'cancelled'): Promise<ReprocessRun | null>;
  /** Answers of the first of these people, in their order: of as many as fit into about 4 MB, but of at least one. */
  abstract answersOf(ids: readonly string[]): Promise<AnsweredPerson[]>;
  /**
   * Stores what changed about these people together with the progress of the run. People who were deleted or fetched in the
   * meantime are not changed. Returns the run and the people whose vectors have to be made again; null if the run has ended, or if
   * another worker has continued it: then it is at another position, or its page is stored.
   */
  abstract savePage(page: ReprocessedPage): Promise<{ run: ReprocessRun; unembedded: StoredProfile[] } | null>;
  /** The people of the stored page whose vectors have to be made, as they are now. */
  abstract unembedded(id: string): Promise<StoredProfile[]>;
  /** Counts the vectors of the stored page. Returns the run that continues; null if it has ended, or was already continued. */
  abstract endPage(run: Pick<ReprocessRun, 'id' | 'position'>, embedded: number): Promise<ReprocessRun | null>;
  /** Removes runs that ended before the date; returns how many. */
  abstract removeEndedBefore(date: Date): Promise<number>;
}
