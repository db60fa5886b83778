import { Inject, Injectable, Logger } from '@nestjs/common';
import { ResiliencePolicy } from '../../infrastructure/http-client/resilience.policy.js';
import { UpstreamError } from '../../infrastructure/http-client/upstream.error.js';
import { EmailAddress } from '../../model/email-address.js';
import { EmailSource, type FetchedByEmail, type TokenUse } from '../../sources/email-source.js';
import type { SourceError } from '../../sources/source.errors.js';
import type { TokenRefusal } from '../../tokens/token-pool.js';
import { TokenLease } from '../../tokens/pool/token-lease.js';
import { CallPacing } from './call-pacing.js';
import { errorType } from './error-type.js';
import type { ItemOutcome, Job, JobItem } from '../job.js';
import { SourceAccess, type NoAccess } from './source-access.js';
import { TokenDispenser } from './token-dispenser.js';

/** No token, or no source, is available now; nothing is known about the item yet. */
export class AwaitingTokens {
  constructor(readonly why: NoAccess) {}
}

/** The token of a call that has waited for its turn; null if the source takes none. */
export interface Turn {
  lease: TokenLease | null;
}

/** Fetches one email address, with retries if they may help and another token if one is rejected. */
@Injectable()
export class EmailFetcher {
  private readonly logger = new Logger(EmailFetcher.name);
  private readonly access: SourceAccess;

  constructor(
    @Inject(EmailSource) private readonly source: EmailSource | null,
    tokens: TokenDispenser,
    private readonly policy: ResiliencePolicy,
    private readonly pacing: CallPacing = new CallPacing(),
  ) {
    this.access = new SourceAccess(source, tokens);
  }

  /** Whether the configured source supports email addresses. */
  get isPossible(): boolean {
    return this.source !== null;
  }

  get tokenUse(): TokenUse {
    return this.source?.tokens ?? 'none';
  }

  /**
   * Waits until `delay_seconds` have passed since the last call with the next token. Call it before `fetch`, which has a time
   * limit and occupies a slot. Rejects like `fetch`.
   */
  async turn(job: Job, signal: AbortSignal): Promise<Turn | AwaitingTokens> {
    const lease = await this.access.take(job, [], signal);
    if (lease !== null && !(lease instanceof TokenLease)) return new AwaitingTokens(lease);
    await this.pacing.turn(this.access.nameOf(lease), pauseMs(job), signal);
    return { lease };
  }

  /**
   * Rejects only with the signal's reason, or if the token table is unavailable.
   * @param turn the token for the first attempt; without it, any available one is taken
   */
  async fetch(
    item: JobItem,
    job: Job,
    signal: AbortSignal,
    turn: Turn | null = null,
  ): Promise<ItemOutcome | AwaitingTokens> {
    const email = EmailAddress.safeParse(item.email);
    if (email === null) return noAddress(item);
    const call = new Call(item, job, email, turn);
    try {
      const { value } = await this.policy.run((attempt) => this.attempt(call, attempt), signal);
      return value instanceof AwaitingTokens ? value : call.succeeded(value);
    } catch (error) {
      signal.throwIfAborted();
      if (call.storeError) throw call.storeError;
      const failure = error as SourceError;
      if (failure.code === 'INTERNAL_ERROR') {
        this.logger.error(
          { err: failure.cause ?? failure, job_id: job.job_id },
          'A fetch failed with an unexpected error',
        );
      }
      return call.failed(failure);
    }
  }

  private async attempt(call: Call, signal: AbortSignal): Promise<FetchedByEmail | AwaitingTokens> {
    if (this.source === null)
      throw new UpstreamError('INVALID_REQUEST', 'The configured profile source does not accept email addresses');
    const refused: string[] = [];
    for (;;) {
      const turn = call.takeTurn();
      const lease = turn === null ? await call.guard(this.access.take(call.job, refused, signal)) : turn.lease;
      if (lease !== null && !(lease instanceof TokenLease)) return new AwaitingTokens(lease);
      // An attempt without a turn of its own counts for the calls that wait for theirs.
      if (turn === null) this.pacing.reserve(this.access.nameOf(lease), pauseMs(call.job));
      call.uses(this.access.nameOf(lease));
      try {
        return await this.source.fetchByEmail(call.email, lease?.secret ?? null, signal);
      } catch (error) {
        const refusal = refusalOf(error);
        if (refusal === null) throw error;
        // This says nothing about the address yet: another token may work, or the same source later.
        const noAccess = await call.guard(this.access.refused(lease, refusal));
        if (noAccess) return new AwaitingTokens(noAccess);
        if (lease) refused.push(lease.token_id);
      }
    }
  }
}

const pauseMs = ({ config }: Job) => config.delay_seconds * 1_000;

function refusalOf(error: unknown): TokenRefusal | null {
  if (!(error instanceof UpstreamError)) return null;
  if (error.code === 'TOKEN_REFUSED' && error.retryAfterMs === undefined) return { kind: 'unauthorized' };
  const rests = error.code === 'TOKEN_REFUSED' || error.code === 'RATE_LIMITED';
  return rests ? { kind: 'rate-limited', retryAfterMs: error.retryAfterMs } : null;
}

/** The state of one fetch. */
class Call {
  /** A failure of our own stores, which must not be reported as a failure of the source. */
  storeError: unknown = null;
  private attempts: number;
  private token: string | null = null;

  constructor(
    private readonly item: JobItem,
    readonly job: Job,
    readonly email: EmailAddress,
    private turn: Turn | null,
  ) {
    this.attempts = item.attempts;
  }

  /** The turn that was waited for; used once, and only while it is valid. */
  takeTurn(): Turn | null {
    const { turn } = this;
    this.turn = null;
    return turn?.lease?.usable(new Date()) === false ? null : turn;
  }

  uses(token: string): void {
    this.attempts += 1;
    this.token = token;
  }

  async guard<T>(own: Promise<T>): Promise<T> {
    try {
      return await own;
    } catch (error) {
      this.storeError = error;
      throw error;
    }
  }

  succeeded({ data, fetched_at }: FetchedByEmail): ItemOutcome {
    return {
      ...this.common(),
      success: true,
      data,
      timestamp: fetched_at,
      saved_to_linkedin_profiles: false,
      save_error: null,
    };
  }

  failed({ message, details, code, retryable }: SourceError): ItemOutcome {
    const error = details ? `${message}: ${details}` : message;
    return { ...this.common(), success: false, error, error_type: errorType(code), retryable, timestamp: new Date() };
  }

  private common() {
    const { email_number, email } = this.item;
    return { email_number, email, attempts: this.attempts, token_used: this.token };
  }
}

/** Accepted under earlier validation rules. */
function noAddress({ email_number, email, attempts }: JobItem): ItemOutcome {
  return {
    email_number,
    email,
    success: false,
    error: 'This is not an email address',
    error_type: 'data_validation',
    retryable: false,
    attempts,
    timestamp: new Date(),
    token_used: null,
  };
}
