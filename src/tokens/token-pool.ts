import type { TokenLease } from './pool/token-lease.js';
import type { TokenState } from './pool/token-state.js';

export interface LeaseOptions {
  /** IDs of tokens not to use because they were already rejected. */
  exclude?: readonly string[];
  signal?: AbortSignal;
}

/** Why no token is available: what the token that returns first is waiting for, or else what is wrong with all of them. */
export type NoTokenReason = Exclude<TokenState, 'healthy'> | 'excluded' | 'contended' | 'none';

export interface TokensUnavailable {
  reason: NoTokenReason;
  /** When to try again; null if a token must be added or reactivated first. */
  retryAt: Date | null;
}

/** How the upstream rejected a token. */
export type TokenRefusal =
  | { kind: 'rate-limited'; retryAfterMs?: number }
  /** The upstream does not, or no longer, accept it. */
  | { kind: 'unauthorized' };

export interface NewToken {
  token: string;
  token_id?: string;
  expires_at?: Date;
  /** Uses per UTC day. */
  daily_limit?: number;
}

export interface TokenDetails {
  token_id: string;
  state: TokenState;
  /** Why it is unreadable. */
  problem: string | null;
  daily_usage: number;
  daily_limit: number;
  /** Uses left today; for a token that is cooling, uses left once it is available again. */
  available: number;
  expires_at: Date;
  cooling_until: Date | null;
  last_used_at: Date | null;
  added_at: Date;
}

export type AddedToken = { action: 'added' | 'updated'; token: TokenDetails };
export type AddOutcome = AddedToken | { action: 'failed'; token_id: string; problem: string };

/** Figures for today (UTC). Usage and capacity cover active tokens: healthy, cooling or exhausted. */
export interface TokenCapacity {
  total_tokens: number;
  active_tokens: number;
  /** Tokens that can be used right now. */
  available_tokens: number;
  total_daily_usage: number;
  max_daily_capacity: number;
  available_capacity: number;
  /** 0 to 100, two decimals. */
  usage_percentage: number;
}

export interface TokenPoolStatus extends TokenCapacity {
  token_details: TokenDetails[];
}

/**
 * Bearer tokens for upstream calls, shared by any number of processes. No token is used more often per UTC day than its limit,
 * and none after it expired or was rejected. Every method throws StoreUnavailableError if the table is unavailable.
 */
export abstract class TokenPool {
  /**
   * Reserves up to `size` uses of one token, preferring the least used one. If the holder dies, its uses stay counted until the
   * end of the day.
   */
  abstract lease(size: number, options?: LeaseOptions): Promise<TokenLease | TokensUnavailable>;
  /** Returns unused uses. A lease can be given back once; further calls change nothing. */
  abstract giveBack(lease: TokenLease, unusedUses: number): Promise<void>;
  /** Reports a rejection. The unused uses of the lease must still be given back. */
  abstract report(lease: TokenLease, refusal: TokenRefusal): Promise<void>;
  /** Adding a stored token again, under any ID, renews it; its count of today is kept. */
  abstract add(token: NewToken): Promise<AddedToken>;
  /** One outcome per token, in order. */
  abstract addMany(tokens: readonly NewToken[]): Promise<AddOutcome[]>;
  /** Ends cooling and revocation and renews an expired token; its count of today is kept. Null if there is no such token. */
  abstract reactivate(tokenId: string): Promise<TokenDetails | null>;
  /** Whether the token existed. */
  abstract remove(tokenId: string): Promise<boolean>;
  abstract capacity(): Promise<TokenCapacity>;
  abstract status(): Promise<TokenPoolStatus>;
  /** Deletes tokens that expired more than a day ago; returns how many. */
  abstract sweep(): Promise<number>;
}
