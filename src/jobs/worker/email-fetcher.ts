import { Injectable, Logger } from '@nestjs/common';
import { EmailAddress } from '../../model/email-address.js';
import type { TokenUse } from '../../sources/person-source.js';
import { SourceChain } from '../../sources/source-chain.js';
import { isHeldBack, LookupError, type HeldBack, type SourcedPerson } from '../../sources/sourced-person.js';
import { NoToken } from '../../sources/token-access.js';
import type { ItemOutcome, Job, JobItem } from '../job.js';
import { CallPacing } from './call-pacing.js';
import { errorType } from './error-type.js';
import { JobTokens, type Turn } from './job-tokens.js';
import { TokenDispenser } from './token-dispenser.js';

/** No call can be made now; nothing is known about the item yet. */
export class Waiting {
  constructor(
    readonly waitsFor: HeldBack['held_back'],
    /** When to try again; null if nobody knows. */
    readonly retryAt: Date | null,
  ) {}
}

/** Fetches the person with one email address for a job. */
@Injectable()
export class EmailFetcher {
  private readonly logger = new Logger(EmailFetcher.name);
  private readonly tokens: JobTokens;

  constructor(
    private readonly sources: SourceChain,
    tokens: TokenDispenser,
    pacing: CallPacing,
  ) {
    this.tokens = new JobTokens(tokens, pacing);
  }

  /** Whether a configured source accepts email addresses. */
  get isPossible(): boolean {
    return this.sources.sourcesBy('email').length > 0;
  }

  get tokenUse(): TokenUse {
    return this.sources.tokenUse;
  }

  /**
   * Waits until `delay_seconds` have passed since the last call with the next token, at the first source that has one or needs none. Call it before `fetch`, which has a time
   * limit and occupies a slot. Rejects like `fetch`. Null if there is nothing to wait for.
   */
  async turn(job: Job, signal: AbortSignal): Promise<Turn | Waiting | null> {
    let waiting: Waiting | null = null;
    for (const { source } of this.sources.availableByEmail) {
      const turn = await this.tokens.turn(source, job, signal);
      if (!(turn instanceof NoToken)) return turn;
      waiting ??= new Waiting('tokens', turn.retryAt);
    }
    return waiting;
  }

  /**
   * Rejects only with the signal's reason, or if the token table is unavailable.
   * @param turn the token for the first call; without it, any available one is taken
   */
  async fetch(item: JobItem, job: Job, signal: AbortSignal, turn: Turn | null = null): Promise<ItemOutcome | Waiting> {
    const email = EmailAddress.safeParse(item.email);
    if (email === null) return noAddress(item);
    try {
      const access = this.tokens.accessOf(job, turn);
      const answer = await this.sources.fetchPerson({ by: 'email', email }, access, signal);
      return isHeldBack(answer) ? new Waiting(answer.held_back, answer.retryAt) : succeeded(item, answer);
    } catch (error) {
      if (!(error instanceof LookupError)) throw error;
      if (error.code === 'INTERNAL_ERROR') {
        this.logger.error({ err: error.cause ?? error, job_id: job.job_id }, 'A fetch failed with an unexpected error');
      }
      return failed(item, error);
    }
  }
}

function succeeded(item: JobItem, { data, fetched_at, ...how }: SourcedPerson): ItemOutcome {
  return {
    ...common(item, how),
    success: true,
    data,
    timestamp: fetched_at,
    saved_to_linkedin_profiles: false,
    save_error: null,
  };
}

function failed(item: JobItem, failure: LookupError): ItemOutcome {
  const { message, details, code, retryable } = failure;
  const error = details ? `${message}: ${details}` : message;
  const error_type = errorType(code);
  return { ...common(item, failure), success: false, error, error_type, retryable, timestamp: new Date() };
}

function common(
  { email_number, email, attempts: earlier }: JobItem,
  { attempts, token_used }: Pick<SourcedPerson, 'attempts' | 'token_used'>,
) {
  return { email_number, email, attempts: earlier + attempts, token_used };
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
