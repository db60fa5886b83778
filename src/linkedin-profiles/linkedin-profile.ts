import type { JsonValue } from '../model/json-value.js';

/** What was fetched for an e-mail address, to be kept as the one row of that address. */
export interface FetchedLinkedInProfile {
  /** In the spelling of EmailAddress. */
  email: string;
  /** When it was fetched; the latest one of an address is its row. */
  timestamp: Date;
  success: boolean;
  /** What the source answered, as it came. */
  profile_data: JsonValue;
  /** Id of the token it was fetched with, never the token. */
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
