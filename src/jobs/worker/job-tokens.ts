import { StoreUnavailableError } from '../../common/errors/store-unavailable.error.js';
import type { PersonSource } from '../../sources/person-source.js';
import { NoToken, TokenAccess, type TokenRejection } from '../../sources/token-access.js';
import { TokenLease } from '../../tokens/pool/token-lease.js';
import type { Job } from '../job.js';
import type { CallPacing } from './call-pacing.js';
import type { TokenDispenser } from './token-dispenser.js';

/** The part of a source that decides about tokens. */
export type TokenUser = Pick<PersonSource, 'name' | 'tokens'>;

/** The token of a call that has waited for its turn; null if the source takes none. */
export interface Turn {
  /** Name of the source that the turn is for. */
  source: string;
  lease: TokenLease | null;
}

/** A table without tokens is not read again before every call. */
const EMPTY_FOR_MS = 1_000;

/** The credentials of the calls of jobs: a token from the pool if a source takes one, otherwise none. */
export class JobTokens {
  private emptyUntil = 0;

  constructor(
    private readonly tokens: TokenDispenser,
    private readonly pacing: CallPacing,
  ) {}

  /** Waits until `delay_seconds` have passed since the last call with the next token. */
  async turn(source: TokenUser, job: Job, signal: AbortSignal): Promise<Turn | NoToken> {
    const lease = await this.take(source, job, [], signal);
    if (lease instanceof NoToken) return lease;
    await this.pacing.turn(lease?.token_id ?? source.name, pauseMs(job), signal);
    return { source: source.name, lease };
  }

  /** @param turn that was waited for; used once, and only while it is valid */
  accessOf(job: Job, turn: Turn | null): TokenAccess {
    return new JobTokenAccess(this, this.tokens, this.pacing, job, turn);
  }

  async take(
    { tokens }: TokenUser,
    job: Job,
    rejected: readonly string[],
    signal: AbortSignal,
  ): Promise<TokenLease | NoToken | null> {
    if (tokens === 'none' || Date.now() < this.emptyUntil) return null;
    const taking = this.tokens.take(job.job_id, job.config.requests_per_token, rejected, signal);
    const lease = await (tokens === 'required' ? taking : taking.catch(nullIfUnavailable));
    if (lease instanceof TokenLease) return lease;
    if (lease !== null && (tokens === 'required' || lease.reason !== 'none')) return new NoToken(lease.retryAt);
    this.emptyUntil = Date.now() + EMPTY_FOR_MS;
    return null;
  }
}

/** The credentials of one lookup. */
class JobTokenAccess extends TokenAccess {
  private readonly leases = new Map<string, TokenLease>();

  constructor(
    private readonly all: JobTokens,
    private readonly tokens: TokenDispenser,
    private readonly pacing: CallPacing,
    private readonly job: Job,
    private turn: Turn | null,
  ) {
    super();
  }

  override async take(
    source: TokenUser,
    rejected: readonly string[],
    signal: AbortSignal,
  ): Promise<TokenLease | NoToken | null> {
    const turn = this.takeTurn(source);
    const lease = turn === null ? await this.all.take(source, this.job, rejected, signal) : turn.lease;
    if (lease instanceof NoToken) return lease;
    // A call that did not wait for its turn delays those that do.
    if (turn === null) this.pacing.reserve(lease?.token_id ?? source.name, pauseMs(this.job));
    if (lease) this.leases.set(lease.token_id, lease);
    return lease;
  }

  override async rejected({ token_id }: { token_id: string }, rejection: TokenRejection): Promise<void> {
    const lease = this.leases.get(token_id);
    if (lease) await this.tokens.refused(lease, rejection);
  }

  private takeTurn({ name }: TokenUser): Turn | null {
    const { turn } = this;
    if (turn?.source !== name) return null;
    this.turn = null;
    return turn.lease?.usable(new Date()) === false ? null : turn;
  }
}

const pauseMs = ({ config }: Job) => config.delay_seconds * 1_000;

function nullIfUnavailable(error: unknown): null {
  if (error instanceof StoreUnavailableError) return null;
  throw error;
}
