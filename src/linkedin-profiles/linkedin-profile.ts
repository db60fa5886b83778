import type { JsonValue } from '../model/json-value.js';

/** What was fetched for an email address, to be kept as the one row of that address. */
export interface FetchedLinkedInProfile {
  /** In the spelling of EmailAddress. */
  email: string;
  /** When it was fetched; the latest one of an address is its row. */
  timestamp: Date;
  success: boolean;
  /** What the source answered, as it came. */
  profile_data: JsonValue;
  /** ID of the token that was used to fetch it, never the token itself. */
  token_used: string | null;
  /** Place of the address in its job, from 1. */
  email_number: number | null;
  job_id: string | null;
}

/** A row of the table. Rows that other programs wrote may lack what is nullable here. */
export interface StoredLinkedInProfile extends FetchedLinkedInProfile {
  /** When it was written. */
  saved_at: Date | null;
}
