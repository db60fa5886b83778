import type { BearerSecret, PersonSource } from './person-source.js';

/** One use of a token of the pool. */
export interface TokenGrant {
  readonly token_id: string;
  readonly secret: BearerSecret;
}

/** How a source rejected a token. */
export type TokenRejection =
  | { kind: 'rate-limited'; retryAfterMs?: number }
  /** The source does not, or no longer, accept it. */
  | { kind: 'unauthorized' };

/** No token is available now. */
export class NoToken {
  /** @param retryAt when to try again; null if a token must be added or reactivated first */
  constructor(readonly retryAt: Date | null) {}
}

/** The credentials of the calls of one lookup by email address. What it throws is a failure of our own stores, not of the source. */
export abstract class TokenAccess {
  /**
   * Asked before every call. Null if the call is to be made without a token.
   * @param rejected IDs of tokens that were already rejected for this call
   */
  abstract take(
    source: Pick<PersonSource, 'name' | 'tokens'>,
    rejected: readonly string[],
    signal: AbortSignal,
  ): Promise<TokenGrant | NoToken | null>;
  abstract rejected(token: TokenGrant, rejection: TokenRejection): Promise<void>;
}

class WithoutTokens extends TokenAccess {
  override take({ tokens }: Pick<PersonSource, 'tokens'>): Promise<NoToken | null> {
    return Promise.resolve(tokens === 'required' ? new NoToken(null) : null);
  }

  override rejected(): Promise<void> {
    return Promise.resolve();
  }
}

/** For callers that have none. */
export const NO_TOKENS: TokenAccess = new WithoutTokens();
