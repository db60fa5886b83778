import type { Backend } from '../infrastructure/backend.js';
import { isServiceFailure, type CircuitStateName } from '../infrastructure/http-client/circuit.js';
import type { ResiliencePolicy } from '../infrastructure/http-client/resilience.policy.js';
import { UpstreamError } from '../infrastructure/http-client/upstream.error.js';
import { AccountRefusal } from './account-refusal.js';
import { CallBill } from './call-bill.js';
import { callRetried } from './call-metrics.js';
import { BudgetSpent, type CreditAccess, type CreditReservation } from './credit-access.js';
import { observedCall } from './observed-call.js';
import type { BearerSecret, PersonSource, ReportCredits } from './person-source.js';
import type { AccountCall, SourceAccount } from './source-account.js';
import type { SourceError } from './source.errors.js';
import type { SourceOutcome } from './sourced-person.js';
import { NoToken, type TokenAccess, type TokenGrant, type TokenRejection } from './token-access.js';

/** The result of asking one source. */
export type Reply<T> =
  | { outcome: 'found'; value: T }
  | { outcome: Exclude<SourceOutcome, 'found' | HeldOutcome>; error: SourceError }
  | HeldReply;

export type HeldOutcome = 'no_credit' | 'no_budget' | 'unavailable' | 'no_token';

/** The source could not be asked, so nothing is known about the person or company. */
export interface HeldReply {
  outcome: HeldOutcome;
  error: SourceError;
  /** Null if it is unknown. */
  retryAt: Date | null;
}

/** One question to the sources, asked in turn; counts the calls to all of them. */
export class SourceCall<T> {
  attempts = 0;
  /** ID of the token of the last call, or the name of the source that was asked without one. */
  token_used: string | null = null;

  constructor(
    readonly kind: AccountCall,
    /** Null for calls that take no tokens. */
    readonly tokens: TokenAccess | null,
    readonly credits: CreditAccess,
    readonly make: (
      source: PersonSource,
      token: BearerSecret | null,
      signal: AbortSignal,
      report: ReportCredits,
    ) => Promise<T>,
  ) {}

  priceAt({ price }: PersonSource): number {
    return this.kind.scope === 'profile' ? price.person : price.company;
  }

  counts(source: PersonSource, token: TokenGrant | null): void {
    this.attempts += 1;
    if (this.tokens !== null) this.token_used = token?.token_id ?? source.name;
  }
}

/** A wrong date must not block a source forever. */
const MAX_PAUSE_MS = 3_600_000;

/** One source with everything that governs calls to it: retries, circuit, pauses, the account, and tokens. */
export class GuardedSource implements Backend {
  /** Until when the source asked not to be called, in milliseconds since 1970. */
  private pausedUntil = 0;

  constructor(
    readonly source: PersonSource,
    private readonly policy: ResiliencePolicy,
    readonly account: SourceAccount,
    /** Null for a source in this process. */
    private readonly host: string | null = null,
  ) {}

  get isEmbedded(): boolean {
    return this.host === null;
  }

  get description(): string {
    return this.host === null ? `${this.name}, synthetic people` : `${this.name} at ${this.host}`;
  }

  get name(): string {
    return this.source.name;
  }

  /** For health: `open` while calls are paused because the source keeps failing. */
  get circuit(): CircuitStateName {
    return this.policy.state;
  }

  /** Whether a call would be made now, as far as is known without making it. */
  isAvailable(kind: AccountCall): boolean {
    const resumes = Math.max(this.pausedUntil, this.policy.resumesAt?.getTime() ?? 0);
    return resumes <= Date.now() && !this.account.isCoolingDown(kind);
  }

  /**
   * Rejects with the signal's reason, or with what TokenAccess throws.
   * @param isLast whether no other source can be asked instead of waiting for this one
   */
  async ask<T>(call: SourceCall<T>, signal: AbortSignal, isLast: boolean): Promise<Reply<T>> {
    const refused = this.account.enter(call.kind);
    if (refused) return held('no_credit', new AccountRefusal(refused.problem), refused.retryAt);
    if (!isLast && this.pausedUntil > Date.now()) return this.pause(paused(), new Date(this.pausedUntil));
    const mayWait = isLast && call.tokens === null;
    const own = new OwnStores();
    // Waits here, because the timeout of an attempt does not apply yet.
    let first = await call.credits.reserve(this.name, call.priceAt(this.source), signal, true);
    if (first === null) return held('no_budget', new BudgetSpent(), null);
    try {
      let tries = 0;
      const attempt = (attemptSignal: AbortSignal) => {
        if (++tries > 1) callRetried(this.name);
        const reservation = first;
        first = null;
        return this.attempt(call, reservation, own, mayWait, attemptSignal);
      };
      const { value } = await this.policy.run(attempt, signal, { waitsWhilePaused: mayWait });
      if (value.outcome === 'found') this.account.accept(call.kind.scope);
      return value;
    } catch (error) {
      signal.throwIfAborted();
      own.rethrow();
      return this.replyOf(error as SourceError, call.kind);
    } finally {
      first?.settle(0);
    }
  }

  private async attempt<T>(
    call: SourceCall<T>,
    first: CreditReservation | null,
    own: OwnStores,
    mayWait: boolean,
    signal: AbortSignal,
  ): Promise<Reply<T>> {
    const price = call.priceAt(this.source);
    const rejected: string[] = [];
    for (let given = first; ; given = null) {
      const reservation = given ?? (await own.guard(call.credits.reserve(this.name, price, signal, false), signal));
      if (reservation === null) return held('no_budget', new BudgetSpent(), null);
      using bill = new CallBill(reservation, price);
      const taking = call.tokens?.take(this.source, rejected, signal) ?? Promise.resolve(null);
      const token = await own.guard(taking, signal);
      if (token instanceof NoToken) return held('no_token', withoutToken(), token.retryAt);
      signal.throwIfAborted();
      call.counts(this.source, token);
      bill.begin(signal);
      try {
        const value = await observedCall({ source: this.name, kind: call.kind }, () =>
          call.make(this.source, token?.secret ?? null, signal, bill.report),
        );
        bill.found();
        return { outcome: 'found', value };
      } catch (error) {
        bill.failed(error);
        const rejection = rejectionOf(error);
        if (rejection === null) throw error;
        if (token === null || call.tokens === null) {
          if (mayWait) throw error;
          return this.pause(error as SourceError, this.rememberPause(error as SourceError));
        }
        // This says nothing about the person: another token may work.
        await own.guard(call.tokens.rejected(token, rejection), signal);
        rejected.push(token.token_id);
      }
    }
  }

  private replyOf(error: SourceError, kind: AccountCall): Reply<never> {
    if (error instanceof AccountRefusal) return held('no_credit', error, this.account.refuse(kind, error));
    if (error.code === 'UPSTREAM_UNAVAILABLE') return this.pause(error, this.policy.resumesAt);
    if (error.code === 'RATE_LIMITED' || error.code === 'TOKEN_REFUSED')
      return this.pause(error, this.rememberPause(error));
    // Other calls have failed as well: the source is failing, which says nothing about the person.
    if (isServiceFailure(error) && this.policy.state !== 'closed') return this.pause(error, this.policy.resumesAt);
    if (error.code !== 'PROFILE_NOT_FOUND' && error.code !== 'PROFILE_RESTRICTED') return { outcome: 'failed', error };
    this.account.accept(kind.scope);
    return { outcome: error.code === 'PROFILE_NOT_FOUND' ? 'not_found' : 'restricted', error };
  }

  private pause(error: SourceError, retryAt: Date | null): HeldReply {
    return held('unavailable', error, retryAt);
  }

  private rememberPause({ retryAfterMs }: SourceError): Date | null {
    if (retryAfterMs === undefined) return null;
    const until = Date.now() + Math.min(retryAfterMs, MAX_PAUSE_MS);
    this.pausedUntil = Math.max(this.pausedUntil, until);
    return new Date(until);
  }
}

/** Keeps failures of our own stores apart from those of the source, which are retried and counted. */
class OwnStores {
  private failure: { error: unknown } | null = null;

  /** @param signal of the attempt; that it was aborted is not a failure of a store */
  async guard<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
    try {
      return await work;
    } catch (error) {
      if (!signal.aborted) this.failure = { error };
      throw error;
    }
  }

  rethrow(): void {
    if (this.failure) throw this.failure.error;
  }
}

function held(outcome: HeldOutcome, error: SourceError, retryAt: Date | null): HeldReply {
  return { outcome, error, retryAt };
}

function rejectionOf(error: unknown): TokenRejection | null {
  if (!(error instanceof UpstreamError)) return null;
  if (error.code === 'TOKEN_REFUSED' && error.retryAfterMs === undefined) return { kind: 'unauthorized' };
  const isLimited = error.code === 'TOKEN_REFUSED' || error.code === 'RATE_LIMITED';
  return isLimited ? { kind: 'rate-limited', retryAfterMs: error.retryAfterMs } : null;
}

function paused(): SourceError {
  return new UpstreamError('RATE_LIMITED', 'The profile source is rate limiting requests', { retryable: true });
}

function withoutToken(): SourceError {
  return new UpstreamError('TOKEN_REFUSED', 'No token is available for the profile source', { retryable: true });
}
