import type { JsonValue } from '../model/json-value.js';

/** The data fetched for an email address, to be stored as the only row for that address. */
export interface FetchedLinkedInProfile {
  /** Normalized as in EmailAddress. */
  email: string;
  /** When it was fetched; the latest fetch for an address wins. */
  timestamp: Date;
  success: boolean;
  /** The response of the source, unchanged. */
  profile_data: JsonValue;
  /** ID of the token that was used to fetch it, never the token itself. */
  token_used: string | null;
  /** Position of the address in its job, from 1. */
  email_number: number | null;
  job_id: string | null;
}

/** A row of the table. Rows written by other programs may lack the nullable fields. */
export interface StoredLinkedInProfile extends FetchedLinkedInProfile {
  /** When it was written. */
  saved_at: Date | null;
}
