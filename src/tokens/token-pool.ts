import type { TokenLease } from './pool/token-lease.js';
import type { TokenState } from './pool/token-state.js';

export interface LeaseOptions {
  /** Ids of tokens that will not do, because they were refused already. */
  exclude?: readonly string[];
  signal?: AbortSignal;
}

/** Why there is no token: what the one that is back first waits for, or else what is wrong with all of them. */
export type NoTokenReason = Exclude<TokenState, 'healthy'> | 'excluded' | 'contended' | 'none';

export interface TokensUnavailable {
  reason: NoTokenReason;
  /** When it is worth asking again; null when somebody has to add or reactivate a token first. */
  retryAt: Date | null;
}

/** How the upstream refused a token. */
export type TokenRefusal =
  | { kind: 'rate-limited'; retryAfterMs?: number }
  /** It does not know the token, or not any more. */
  | { kind: 'unauthorized' };

export interface NewToken {
  token: string;
  token_id?: string;
  expires_at?: Date;
  /** Uses a UTC day. */
  daily_limit?: number;
}

export interface TokenDetails {
  token_id: string;
  state: TokenState;
  /** Why it is unreadable. */
  problem: string | null;
  daily_usage: number;
  daily_limit: number;
  /** Uses left today; of a token that is cooling, for when it is back. */
  available: number;
  expires_at: Date;
  cooling_until: Date | null;
  last_used_at: Date | null;
  added_at: Date;
}

export type AddedToken = { action: 'added' | 'updated'; token: TokenDetails };
export type AddOutcome = AddedToken | { action: 'failed'; token_id: string; problem: string };

/** Figures of today, UTC. Usage and capacity are those of active tokens: healthy, cooling or exhausted. */
export interface TokenCapacity {
  total_tokens: number;
  active_tokens: number;
  /** Tokens that can be used now. */
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
 * Bearer tokens for calls upstream, handed out to any number of processes. No token is used more often a UTC day than its
 * limit, and none after it expired or was refused. Every method throws StoreUnavailableError when the table is away.
 */
export abstract class TokenPool {
  /**
   * Reserves up to `size` uses of one token, the least used one first. Uses of a holder that dies stay counted until the
   * day ends.
   */
  abstract lease(size: number, options?: LeaseOptions): Promise<TokenLease | TokensUnavailable>;
  /** Returns uses that were not made. A lease is given back once; whatever comes after that changes nothing. */
  abstract giveBack(lease: TokenLease, unusedUses: number): Promise<void>;
  /** The lease's unused uses are still to be given back. */
  abstract report(lease: TokenLease, refusal: TokenRefusal): Promise<void>;
  /** The same token again, under whatever id, renews the one that is there; its count of today stays. */
  abstract add(token: NewToken): Promise<AddedToken>;
  /** One outcome a token, in their order. */
  abstract addMany(tokens: readonly NewToken[]): Promise<AddOutcome[]>;
  /** Ends cooling and revocation and renews an expired token; its count of today stays. Null when no token has this id. */
  abstract reactivate(tokenId: string): Promise<TokenDetails | null>;
  /** Whether there was such a token. */
  abstract remove(tokenId: string): Promise<boolean>;
  abstract capacity(): Promise<TokenCapacity>;
  abstract status(): Promise<TokenPoolStatus>;
  /** Deletes tokens that expired more than a day ago; answers how many. */
  abstract sweep(): Promise<number>;
}
