import { UpstreamError } from '../infrastructure/http-client/upstream.error.js';
import type { FailureCode } from '../model/failure.js';
import type { FetchedCompany, FetchedPerson } from './person-source.js';
import type { SourceError } from './source.errors.js';

/** The outcome for one source of a waterfall; those from `no_credit` on say nothing about the person. */
export const sourceOutcomes = [
  'found',
  'not_found',
  'known_not_found',
  'restricted',
  'no_credit',
  'no_budget',
  'unavailable',
  'no_token',
  'failed',
] as const;
export type SourceOutcome = (typeof sourceOutcomes)[number];

/** A source of a waterfall that was asked. */
export interface SourceAsked {
  source: string;
  outcome: SourceOutcome;
}

/** A person, and how it was found. */
export interface SourcedPerson extends FetchedPerson {
  /** Name of the source that answered. */
  source: string;
  /** Number of calls to all sources, including the successful one. */
  attempts: number;
  /** ID of the token of the last call, or the name of the source that was asked without one; null for a lookup by URL. */
  token_used: string | null;
  sources_asked: SourceAsked[];
}

export interface SourcedCompany extends FetchedCompany {
  source: string;
  /** Number of calls, including the successful one. */
  attempts: number;
}

/** Nothing was decided about the person: the call has to wait. */
export interface HeldBack {
  held_back: 'tokens' | 'credits' | 'source' | 'budget';
  /** When to try again; null if it is unknown. */
  retryAt: Date | null;
  sources_asked: SourceAsked[];
  /** What a caller that cannot wait answers with. */
  failure: LookupError;
}

export function isHeldBack(answer: SourcedPerson | HeldBack): answer is HeldBack {
  return 'held_back' in answer;
}

/** How the lookup of a person failed, after which calls. */
export class LookupError extends UpstreamError<FailureCode> {
  readonly sources_asked: readonly SourceAsked[];
  readonly attempts: number;
  readonly token_used: string | null;

  constructor(
    { code, message, details, retryable, retryAfterMs, cause }: SourceError,
    { sources_asked, attempts, token_used }: Pick<SourcedPerson, 'sources_asked' | 'attempts' | 'token_used'>,
  ) {
    super(code, message, { details, retryable, retryAfterMs, cause });
    this.sources_asked = sources_asked;
    this.attempts = attempts;
    this.token_used = token_used;
  }
}
