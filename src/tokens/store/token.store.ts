import type { StoredToken } from './stored-token.js';
import type { TokenSecret } from './token-secret.js';
import type { UtcDay } from '../pool/utc-day.js';

export interface TokenToSave extends Pick<
  StoredToken,
  'token_id' | 'fingerprint' | 'daily_limit' | 'usage_day' | 'used_today' | 'added_at' | 'expires_at'
> {
  secret: TokenSecret;
}

export interface Reservation {
  uses: number;
  day: UtcDay;
  /** Fails when more than this is used already on that day. */
  most_used: number;
  now: Date;
}

/** Give-backs of a day that a token remembers; with one more it starts anew, so that its row stays small. */
export const MOST_RETURNS_KEPT = 1_000;

export interface Return {
  token_id: string;
  /** Counts once, however often it is sent. */
  lease_id: string;
  day: UtcDay;
  uses: number;
}

/** Where tokens are kept. Every change is one conditional write, so any number of processes may meet on a token. */
export abstract class TokenStore {
  /** All of them, removed ones too, as they are now: never from a replica that is behind. */
  abstract list(): Promise<StoredToken[]>;
  /** A row that is there gets the token, its limit and its times; it keeps its count and its cooling. */
  abstract save(token: TokenToSave): Promise<void>;
  /**
   * Counts uses of a token, on a new day from nothing. False when the token is not what was read: another secret or
   * limit, more used, on another day, cooling, expired, revoked, removed.
   */
  abstract reserve(token: StoredToken, reservation: Reservation): Promise<boolean>;
  /** False when there is nothing to return to: another day has begun, the token is gone, or it was returned before. */
  abstract giveBack(returned: Return): Promise<boolean>;
  /** Lets the token with this fingerprint rest, never shorter than it does already. */
  abstract cool(token: Pick<StoredToken, 'token_id' | 'fingerprint'>, until: Date): Promise<void>;
  abstract revoke(token: Pick<StoredToken, 'token_id' | 'fingerprint'>, at: Date): Promise<void>;
  /** Ends cooling and revocation. False when it is not there. */
  abstract reactivate(tokenId: string, expiresAt: Date): Promise<boolean>;
  /** Forgets the token and keeps its count. False when it is not there. */
  abstract remove(tokenId: string, at: Date): Promise<boolean>;
  /** Deletes the row, unless it changed since it was read; answers whether it did. */
  abstract erase(token: StoredToken): Promise<boolean>;
}
