import type { EmailAddress } from '../model/email-address.js';
import type { JsonValue } from '../model/json-value.js';

/** The part of a token that a source needs; the text is only revealed on request. */
export interface BearerSecret {
  reveal(): string;
}

/** What a source answered for an email address. */
export interface FetchedByEmail {
  data: JsonValue;
  /** The same as JSON text, unchanged: reading it may have changed long numbers. */
  raw: string;
  fetched_at: Date;
}

/**
 * Whether a source is asked with a token of the pool: `required`, it cannot be asked without one; `optional`, it is asked with
 * one where there is any; `none`, it has a credential of its own.
 */
export type TokenUse = 'required' | 'optional' | 'none';

/** Where people are found by their email address. */
export abstract class EmailSource {
  /** What a result shows as its `token_used` where the call was made without a token. */
  abstract readonly name: string;
  abstract readonly tokens: TokenUse;
  /**
   * Makes one attempt and knows nothing of retries. A token that the source does not take is TOKEN_REFUSED: another one may do,
   * and where `retryAfterMs` says so the same one, later.
   * @throws SourceError and nothing else, but for the signal's reason
   */
  abstract fetchByEmail(email: EmailAddress, token: BearerSecret | null, signal: AbortSignal): Promise<FetchedByEmail>;
}
