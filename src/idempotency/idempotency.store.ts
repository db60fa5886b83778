import type { JsonValue } from '../model/json-value.js';
import type { IdempotencyScope } from './idempotent-request.js';

/** How long a response is returned again, in hours. */
export const KEPT_HOURS = 24;

/** After this time without `renew`, the key of a request is free again: its process died. In milliseconds. */
export const LEASE_MS = 60_000;

/** A response as it was sent. */
export interface KeptResponse {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: JsonValue;
}

export type Claim =
  | { state: 'claimed'; claim: string }
  | { state: 'in-use' }
  /** A response that a handler stored has no status and no headers: it is that of every success of its route. */
  | { state: 'answered'; request_hash: string; response: KeptResponse };

/** Idempotency keys. Every method throws an error that extends StoreUnavailableError if the database cannot be reached. */
export abstract class IdempotencyStore {
  /**
   * Takes the key for one of any number of concurrent callers, for LEASE_MS.
   * @param namesNobody whether the response cannot be about a person
   */
  abstract claim(scope: IdempotencyScope, request_hash: string | null, namesNobody: boolean): Promise<Claim>;
  /** Extends the claim by another LEASE_MS. Does nothing if the claim was lost. */
  abstract renew(scope: IdempotencyScope, claim: string): Promise<void>;
  /**
   * Stores the response, and ends the claim. Does not store it if the claim was lost, or if a person was erased meanwhile whom the
   * response may be about.
   * @param body JSON text
   */
  abstract keep(
    scope: IdempotencyScope,
    claim: string,
    response: Omit<KeptResponse, 'body'>,
    body: string,
  ): Promise<void>;
  /** Ends the claim. The key is free again, unless a response was stored in the meantime. */
  abstract release(scope: IdempotencyScope, claim: string): Promise<void>;
  /** Removes responses and lost claims that are older; returns how many. */
  abstract removeBefore(time: Date): Promise<number>;
}
