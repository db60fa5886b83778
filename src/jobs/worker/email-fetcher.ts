import { Inject, Injectable, Logger } from '@nestjs/common';
import { ResiliencePolicy } from '../../infrastructure/http-client/resilience.policy.js';
import { UpstreamError } from '../../infrastructure/http-client/upstream.error.js';
import { EmailAddress } from '../../model/email-address.js';
import { EmailSource, type FetchedByEmail } from '../../sources/email-source.js';
import type { SourceError } from '../../sources/source.errors.js';
import type { TokensUnavailable, TokenRefusal } from '../../tokens/token-pool.js';
import { TokenLease } from '../../tokens/pool/token-lease.js';
import { errorType } from './error-type.js';
import type { ItemOutcome, Job, JobItem } from '../job.js';
import { TokenDispenser } from './token-dispenser.js';

/** There is no token to go on with; nothing was decided about the item. */
export class AwaitingTokens {
  constructor(readonly why: TokensUnavailable) {}
}

/** Fetches one e-mail address: again where that may help, with another token where one is refused. */
@Injectable()
export class EmailFetcher {
  private readonly logger = new Logger(EmailFetcher.name);

  constructor(
    @Inject(EmailSource) private readonly source: EmailSource | null,
    private readonly tokens: TokenDispenser,
    private readonly policy: ResiliencePolicy,
  ) {}

  /** Whether the configured source takes e-mail addresses at all. */
  get isPossible(): boolean {
    return this.source !== null;
  }

  /** Rejects only with the signal's reason, or when the table of tokens is away. */
  async fetch(item: JobItem, job: Job, signal: AbortSignal): Promise<ItemOutcome | AwaitingTokens> {
    const email = EmailAddress.safeParse(item.email);
    if (email === null) return noAddress(item);
    const call = new Call(item, job, email);
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
      const lease = await call.guard(
        this.tokens.take(call.job.job_id, call.job.config.requests_per_token, refused, signal),
      );
      if (!(lease instanceof TokenLease)) return new AwaitingTokens(lease);
      call.uses(lease);
      try {
        return await this.source.fetchByEmail(call.email, lease.secret, signal);
      } catch (error) {
        const refusal = refusalOf(error);
        if (refusal === null) throw error;
        // Another token may do, so this says nothing about the e-mail address yet.
        await call.guard(this.tokens.refused(lease, refusal));
        refused.push(lease.token_id);
      }
    }
  }
}

function refusalOf(error: unknown): TokenRefusal | null {
  if (!(error instanceof UpstreamError)) return null;
  if (error.code === 'TOKEN_REFUSED' && error.retryAfterMs === undefined) return { kind: 'unauthorized' };
  const rests = error.code === 'TOKEN_REFUSED' || error.code === 'RATE_LIMITED';
  return rests ? { kind: 'rate-limited', retryAfterMs: error.retryAfterMs } : null;
}

/** What is known of one fetch while it goes on. */
class Call {
  /** Trouble of our own stores: it must not look like trouble of the source. */
  storeError: unknown = null;
  private attempts: number;
  private token: string | null = null;

  constructor(
    private readonly item: JobItem,
    readonly job: Job,
    readonly email: EmailAddress,
  ) {
    this.attempts = item.attempts;
  }

  uses({ token_id }: TokenLease): void {
    this.attempts += 1;
    this.token = token_id;
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

/** What was accepted under other rules than those of today. */
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
