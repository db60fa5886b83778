import { StoreUnavailableError } from '../../common/errors/store-unavailable.error.js';
import type { EmailSource } from '../../sources/email-source.js';
import { TokenLease } from '../../tokens/pool/token-lease.js';
import type { TokenRefusal, TokensUnavailable } from '../../tokens/token-pool.js';
import type { Job } from '../job.js';
import type { TokenDispenser } from './token-dispenser.js';

/** Why no call can be made: no token, or the source itself asks for a pause. */
export type NoAccess = TokensUnavailable | { reason: 'source'; retryAt: Date | null };

/** A table without tokens is not read again before every call. */
const EMPTY_FOR_MS = 1_000;

/** The credential of a call: a token from the pool if the source takes one, otherwise none. */
export class SourceAccess {
  private emptyUntil = 0;

  constructor(
    private readonly source: EmailSource | null,
    private readonly tokens: TokenDispenser,
  ) {}

  /** The value of `token_used` in the results of a call. */
  nameOf(lease: TokenLease | null): string {
    return lease?.token_id ?? this.source?.name ?? 'none';
  }

  /**
   * One use of a token, or null for a call without one.
   * @param refused IDs of tokens that were already rejected for this call
   */
  async take(job: Job, refused: readonly string[], signal: AbortSignal): Promise<TokenLease | NoAccess | null> {
    const tokens = this.source?.tokens ?? 'none';
    if (tokens === 'none' || Date.now() < this.emptyUntil) return null;
    const taking = this.tokens.take(job.job_id, job.config.requests_per_token, refused, signal);
    if (tokens === 'required') return taking;
    const lease = await taking.catch(noneWhereAway);
    if (lease !== null && (lease instanceof TokenLease || lease.reason !== 'none')) return lease;
    this.emptyUntil = Date.now() + EMPTY_FOR_MS;
    return null;
  }

  /** Null if another token may work; a rejection without a token affects every call until the pause is over. */
  async refused(lease: TokenLease | null, refusal: TokenRefusal): Promise<NoAccess | null> {
    if (lease !== null) {
      await this.tokens.refused(lease, refusal);
      return null;
    }
    const pause = refusal.kind === 'rate-limited' ? refusal.retryAfterMs : undefined;
    return { reason: 'source', retryAt: pause === undefined ? null : new Date(Date.now() + pause) };
  }
}

function noneWhereAway(error: unknown): null {
  if (error instanceof StoreUnavailableError) return null;
  throw error;
}
