import type { TextEmbedding, Embedding } from '../model/embedding.js';
import type { Company, StoredCompany } from '../model/company.js';
import type { FilterNode } from '../model/profile-filter.js';
import type { Profile, StoredProfile } from '../model/profile.js';
import type { ProfileSummary } from '../model/profile-summary.js';
import type { SuggestedRole } from '../model/suggested-role.js';
import type { Position } from './company.store.js';
import type { Page, PageRequest } from '../common/pagination/page.js';

/** A profile with everything that is stored along with it. */
export interface EnrichedProfile {
  profile: Profile;
  raw: string;
  source: string;
  fetched_at: Date;
  /** The requested slug, which may differ from the member's public ID; null if it was found by an email address. */
  requested_slug: string | null;
  /** The email address it was found by, normalized as in EmailAddress; null if it was found by URL. */
  email: string | null;
  /** An email address that a list states for it, normalized; linked to the person unless it is linked to another one. */
  stated_email: string | null;
  /** The name in the request, stored instead of the fetched one in `profile`. */
  name_override: string | null;
  /** Null keeps the stored one. */
  suggested_role: SuggestedRole | null;
  /** Null if companies were not requested: stored links stay unchanged. */
  companies: LinkedCompany[] | null;
  /** Null keeps the stored vector if the profile did not change; otherwise the repair task creates a new one. */
  embedding: TextEmbedding | null;
}

/** A company the member works or worked for, and the positions held there. */
export interface LinkedCompany {
  /** Just fetched, to be stored; or already stored and fresh, to be linked only. */
  company: FetchedCompany | StoredCompany;
  positions: Position[];
}

export interface FetchedCompany {
  value: Company;
  /** JSON text, as received from the source. */
  raw: string;
  source: string;
  fetched_at: Date;
  embedding: TextEmbedding | null;
}

export type StoreAction = 'created' | 'updated' | 'unchanged';

export interface SavedProfile {
  profile: StoredProfile;
  action: StoreAction;
  /** In the order they were given, without those that turned out to be the same company. */
  companies: SavedCompany[];
}

/** The result for one profile. */
export type SaveOutcome =
  | { status: 'saved'; saved: SavedProfile }
  /** The answer has no name, and the stored profile of the member has one: nothing was changed. */
  | { status: 'masked' }
  /** It is about a suppressed person: nothing was stored. */
  | { status: 'suppressed' }
  /** The database rejects the data. */
  | { status: 'rejected'; error: unknown };

export interface SavedCompany {
  company: StoredCompany;
  action: StoreAction;
}

/** All given conditions must hold; text is matched anywhere in the field, whatever its case. */
export interface ProfileFilter {
  slug?: string;
  /** Normalized as in EmailAddress. */
  email?: string;
  name?: string;
  /** The company the member works for now. */
  company?: string;
  location?: string;
  suggested_role?: SuggestedRole;
  /** A further condition; only lists use it. */
  where?: FilterNode;
}

/** A stored profile, with what an export adds. */
export interface ScannedProfile {
  profile: StoredProfile;
  /** Normalized as in EmailAddress, in alphabetical order. */
  emails: string[];
  /** Of the stored company that the profile names as the current one. */
  company_domain: string | null;
}

export interface ScannedProfiles {
  people: ScannedProfile[];
  /** The position after which the next ones come; null if there are none. */
  next: number | null;
}

export interface SimilarProfile {
  profile: StoredProfile;
  /** Cosine, -1 to 1. */
  similarity: number;
}

/** Identifies a stored payload: there is one per profile and source. */
export interface PayloadReference {
  profile_id: string;
  source: string;
}

/** What an export shows of a stored profile. */
export interface StoredSummary extends ProfileSummary {
  source: string;
  fetched_at: Date;
}

/**
 * Profiles, their links to companies, and their vectors. The id of a profile that was merged into another one stands for that
 * one everywhere.
 */
export abstract class ProfileStore {
  /**
   * Stores each profile completely or not at all, and returns results in the given order; a failure does not affect others. The
   * same member keeps its id, the same company its row, also under concurrent callers. Every profile is storable. Nothing is stored
   * about a person of whom any key is suppressed, even if it was suppressed while this call was running.
   */
  abstract saveAll(profiles: readonly EnrichedProfile[]): Promise<SaveOutcome[]>;

  async save(profile: EnrichedProfile): Promise<SaveOutcome> {
    const [outcome] = await this.saveAll([profile]);
    if (!outcome) throw new Error('The profile store returned no outcome for a profile');
    return outcome;
  }

  abstract findById(id: string): Promise<StoredProfile | null>;
  /** Finds a member by its public ID or any slug it was requested by. */
  abstract findBySlug(slug: string): Promise<StoredProfile | null>;
  /** Finds the member that an email address, normalized as in EmailAddress, led to last. */
  abstract findByEmail(email: string): Promise<StoredProfile | null>;
  /**
   * The latest payload of a source for each profile, as JSON text, in the given order; null if it was deleted. The text is
   * unchanged, except for characters that UTF-8 cannot encode.
   */
  abstract payloads(references: readonly PayloadReference[]): Promise<(string | null)[]>;
  /** Summaries of many profiles, in the given order; null for one that was deleted. At most 1,000 a call. */
  abstract summaries(ids: readonly string[]): Promise<(StoredSummary | null)[]>;
  /** Newest first. At most 10,000 are counted. */
  abstract list(filter: ProfileFilter, page: PageRequest): Promise<Page<StoredProfile>>;
  /** Those of a list, oldest first: the profiles after a position. */
  abstract scan(filter: ProfileFilter, after: number | null, limit: number): Promise<ScannedProfiles>;
  /** False if there was none. Deletes its links, but not the companies. */
  abstract delete(id: string): Promise<boolean>;
  /** Nearest first, among the vectors of one model. */
  abstract nearest(query: NearestQuery): Promise<SimilarProfile[]>;
  /** The stored vector of a profile; null if there is none. */
  abstract embeddingOf(id: string): Promise<{ vector: Embedding; model: string } | null>;
}

export interface NearestQuery {
  vector: Embedding;
  model: string;
  limit: number;
  /** Cosine, -1 to 1. */
  min_similarity?: number;
  filter?: ProfileFilter;
  /** Excluded from the result: the profile that the others are compared with. */
  except?: string;
}
