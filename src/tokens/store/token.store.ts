import type { StoredToken } from './stored-token.js';
import type { TokenSecret } from './token-secret.js';
import type { UtcDay } from '../pool/utc-day.js';

/** How often a token was used on a day. */
export type UsageCount = Pick<StoredToken, 'usage_day' | 'used_today'>;

export interface TokenToSave extends Pick<
  StoredToken,
  'token_id' | 'fingerprint' | 'daily_limit' | 'usage_day' | 'used_today' | 'added_at' | 'expires_at'
> {
  secret: TokenSecret;
}

export interface Reservation {
  uses: number;
  day: UtcDay;
  /** Fails if more than this has been used on that day. */
  most_used: number;
  now: Date;
}

/** Give-backs that a token remembers per day; after that the list starts over so that the row stays small. */
export const MOST_RETURNS_KEPT = 1_000;

export interface Return {
  token_id: string;
  /** Counted once, however often it is sent. */
  lease_id: string;
  day: UtcDay;
  uses: number;
}

/** Where tokens are stored. Every change is one conditional write, so any number of processes may compete for a token. */
export abstract class TokenStore {
  /** All tokens, including removed ones, read consistently. */
  abstract list(): Promise<StoredToken[]>;
  /** Sets token, limit and times; an existing row keeps its count and its cooldown. */
  abstract save(token: TokenToSave): Promise<void>;
  /** Raises the count of a row to this one; does nothing if it is as high already, or there is no row. */
  abstract raiseCount(token: Pick<StoredToken, 'token_id'> & UsageCount): Promise<void>;
  /**
   * Counts uses of a token, starting from zero on a new day. False if the token is not as it was read: another secret or limit,
   * more used, another day, cooling, expired, revoked or removed.
   */
  abstract reserve(token: StoredToken, reservation: Reservation): Promise<boolean>;
  /** False if there is nothing to return to: another day has begun, the token is gone, or the uses were returned before. */
  abstract giveBack(returned: Return): Promise<boolean>;
  /** Lets the token with this fingerprint cool down, never for less time than it already does. */
  abstract cool(token: Pick<StoredToken, 'token_id' | 'fingerprint'>, until: Date): Promise<void>;
  abstract revoke(token: Pick<StoredToken, 'token_id' | 'fingerprint'>, at: Date): Promise<void>;
  /** Ends cooling and revocation. False if the token does not exist. */
  abstract reactivate(tokenId: string, expiresAt: Date): Promise<boolean>;
  /** Deletes the token and keeps its count. False if the token does not exist. */
  abstract remove(tokenId: string, at: Date): Promise<boolean>;
  /** Deletes the row unless it has changed since it was read; returns whether it did. */
  abstract erase(token: StoredToken): Promise<boolean>;
}
