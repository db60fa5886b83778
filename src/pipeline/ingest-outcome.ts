import type { FailureCode, Stage } from '../model/failure.js';
import type { StoredProfile } from '../model/profile.js';
import type { SavedCompany, StoreAction } from '../profile-store/profile.store.js';
import type { SourceAsked } from '../sources/sourced-person.js';

/** The outcome of one request. Expected failures are values, so a batch has a result for every item. */
export type IngestOutcome = Ingested | IngestFailed;

export interface Ingested {
  status: 'completed';
  pipeline_id: string;
  profile: StoredProfile;
  action: StoreAction;
  /** Null if companies were not requested. */
  companies: SavedCompany[] | null;
  companies_failed: number;
  /** The source that answered, now or when the profile was stored. */
  source: string;
  sources_asked: readonly SourceAsked[];
  /** Number of calls to the sources; 0 if a stored profile was returned. */
  attempts: number;
  /** Whether a recent stored profile was returned. */
  cached: boolean;
  /** Whether a stored profile was returned because the sources failed. */
  stale: boolean;
  warnings: Warning[];
  completed_at: Date;
  duration_ms: number;
}

export interface IngestFailed {
  status: 'failed';
  pipeline_id: string;
  failure: IngestFailure;
  sources_asked: readonly SourceAsked[];
  /** Number of calls to the sources, as far as is known. */
  attempts: number;
  completed_at: Date;
  duration_ms: number;
}

export interface IngestFailure {
  stage: Stage;
  code: FailureCode;
  /** Shown to clients, so without internals. */
  message: string;
  details: string | null;
  /** Whether the same request may succeed later without a change. */
  retryable: boolean;
}

/** A problem that did not fail the profile. */
export interface Warning {
  stage: Stage;
  error: string;
  details: string | null;
}
