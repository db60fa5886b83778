import { Injectable } from '@nestjs/common';
import { UpstreamError } from '../infrastructure/http-client/upstream.error.js';
import type { CompanyReference } from '../model/company-reference.js';
import type { KnownMiss } from '../model/known-miss.js';
import { BudgetSpent, type CreditAccess } from './credit-access.js';
import { SourceCall, type GuardedSource, type HeldOutcome, type HeldReply, type Reply } from './guarded-source.js';
import type { FetchedCompany, FetchedPerson, Lookup, TokenUse } from './person-source.js';
import { knownNotFound, notFound, takesNoEmails, takesNoUrls, type SourceError } from './source.errors.js';
import {
  LookupError,
  type HeldBack,
  type SourceAsked,
  type SourcedCompany,
  type SourcedPerson,
} from './sourced-person.js';
import type { SourceAccess } from './source-access.js';

/** Why a lookup is held back, by the outcome of its source. */
const HELD_BACK: Readonly<Record<HeldOutcome, HeldBack['held_back']>> = {
  no_credit: 'credits',
  no_budget: 'budget',
  unavailable: 'source',
  no_token: 'tokens',
};

/** A source that was asked, and its reply. */
interface Turn<T> {
  source: GuardedSource;
  reply: Reply<T>;
}

/**
 * Where people and companies come from: the sources of PROFILE_SOURCE for URLs, those of EMAIL_SOURCE for email addresses, in order.
 * The next one is asked if one does not find the person, reports it as private, or cannot be asked now; not after a success or an ordinary
 * failure.
 */
@Injectable()
export class SourceChain {
  private readonly byUrl: readonly GuardedSource[];
  private readonly byEmail: readonly GuardedSource[];

  /** @param profileSources those that accept no URLs are not asked for any, and likewise for email addresses */
  constructor(
    readonly profileSources: readonly GuardedSource[],
    readonly emailSources: readonly GuardedSource[],
  ) {
    this.byUrl = profileSources.filter(({ source }) => source.accepts.urls);
    this.byEmail = emailSources.filter(({ source }) => source.accepts.emails);
  }

  /** Every source once. */
  get all(): readonly GuardedSource[] {
    return [...new Set([...this.profileSources, ...this.emailSources])];
  }

  /** The sources that are asked, in order; empty if people cannot be looked up this way. */
  sourcesBy(by: Lookup['by']): readonly GuardedSource[] {
    return by === 'url' ? this.byUrl : this.byEmail;
  }

  /** The sources of email addresses that would be asked now; if none would, all except those known to miss the person. */
  availableByEmail(misses: readonly KnownMiss[]): readonly GuardedSource[] {
    const unknown = this.byEmail.filter((source) => !misses.some((miss) => miss.source === source.name));
    const available = unknown.filter((source) => source.isAvailable({ scope: 'profile', by: 'email' }));
    return available.length > 0 ? available : unknown;
  }

  /** `required` or `none` only if this holds for all sources of email addresses. */
  get tokenUse(): TokenUse {
    const [use = 'none', ...others] = new Set(this.byEmail.map(({ source }) => source.tokens));
    return others.length === 0 ? use : 'optional';
  }

  /**
   * @throws LookupError; the signal's reason; whatever `access` throws
   * @param misses sources that are not called, because they did not find the person a short time ago
   */
  async fetchPerson(
    lookup: Lookup,
    { tokens, credits }: SourceAccess,
    signal: AbortSignal,
    misses: readonly KnownMiss[] = [],
  ): Promise<SourcedPerson | HeldBack> {
    const missing = this.knownMissing(lookup, misses);
    if (missing) throw missing;
    const call = new SourceCall<FetchedPerson>(
      { scope: 'profile', by: lookup.by },
      lookup.by === 'email' ? tokens : null,
      credits,
      (source, token, attempt, report) => source.fetchPerson(lookup, token, attempt, report),
    );
    const turns = await waterfall(this.sourcesBy(lookup.by), call, signal, misses);
    const { attempts, token_used } = call;
    const how = { attempts, token_used, sources_asked: turns.map(asked) };
    const last = turns.at(-1);
    // Not copied: that would read the profile, which is mapped when it is needed.
    if (last?.reply.outcome === 'found') return Object.assign(last.reply.value, { source: last.source.name, ...how });
    const held = heldIn(turns);
    const failure = new LookupError(
      failureOf(turns) ?? (lookup.by === 'url' ? takesNoUrls('member') : takesNoEmails()),
      how,
    );
    if (held === null) throw failure;
    return { held_back: HELD_BACK[held.outcome], retryAt: held.retryAt, sources_asked: how.sources_asked, failure };
  }

  /** How `fetchPerson` fails without a call, because no source knows the person; null if one of them has to be asked. */
  knownMissing({ by }: Lookup, misses: readonly KnownMiss[]): LookupError | null {
    const sources = this.sourcesBy(by).map(({ name }) => name);
    const known = misses.filter(({ source }) => sources.includes(source));
    if (sources.length === 0 || known.length < sources.length) return null;
    const sources_asked = sources.map((source): SourceAsked => ({ source, outcome: 'known_not_found' }));
    return new LookupError(knownNotFound(known), { attempts: 0, token_used: null, sources_asked });
  }

  /** Throws SourceError (BudgetSpent if `credits` has none left), the signal's reason, or whatever `credits` throws. */
  async fetchCompany(company: CompanyReference, credits: CreditAccess, signal: AbortSignal): Promise<SourcedCompany> {
    const call = new SourceCall<FetchedCompany>(
      { scope: 'company', by: 'url' },
      null,
      credits,
      (source, _, attempt, report) => source.fetchCompany(company, attempt, report),
    );
    const turns = await waterfall(this.byUrl, call, signal);
    const last = turns.at(-1);
    if (last?.reply.outcome !== 'found') throw failureOf(turns) ?? takesNoUrls('company');
    return { ...last.reply.value, source: last.source.name, attempts: call.attempts };
  }
}

/** The sources that were asked; only the last one may have found the person or company. */
async function waterfall<T>(
  sources: readonly GuardedSource[],
  call: SourceCall<T>,
  signal: AbortSignal,
  misses: readonly KnownMiss[] = [],
): Promise<Turn<T>[]> {
  const unknown = sources.filter(({ name }) => !misses.some(({ source }) => source === name));
  const turns: Turn<T>[] = [];
  for (const source of sources) {
    const reply: Reply<T> = unknown.includes(source)
      ? await source.ask(call, signal, source === unknown.at(-1))
      : { outcome: 'known_not_found', error: notFound('profile') };
    turns.push({ source, reply });
    if (reply.outcome === 'found' || reply.outcome === 'failed') break;
  }
  return turns;
}

function asked<T>({ source, reply }: Turn<T>): SourceAsked {
  return { source: source.name, outcome: reply.outcome };
}

/** The first reply that was held back, with the earliest time at which one of the sources can be asked again. */
function heldIn<T>(turns: readonly Turn<T>[]): HeldReply | null {
  const held = turns.flatMap(({ reply }) => (isHeld(reply) ? [reply] : []));
  const times = held.flatMap(({ retryAt }) => retryAt?.getTime() ?? []);
  return held[0] === undefined
    ? null
    : { ...held[0], retryAt: times.length === 0 ? null : new Date(Math.min(...times)) };
}

function isHeld<T>(reply: Reply<T>): reply is HeldReply {
  return reply.outcome in HELD_BACK;
}

/** The decisive failure: of a source that could not be asked, else an ordinary one, else a private person, else one who was not found. */
function failureOf<T>(turns: readonly Turn<T>[]): SourceError | null {
  const held = heldIn(turns);
  if (held !== null) return mayPass(held);
  const replies = turns.flatMap(({ reply }) => (reply.outcome === 'found' ? [] : [reply]));
  const decisive = ['failed', 'restricted', 'not_found'].map((outcome) =>
    replies.find((reply) => reply.outcome === outcome),
  );
  return decisive.find((reply) => reply !== undefined)?.error ?? null;
}

/** The same request may succeed when the source can be asked again. */
function mayPass({ error, retryAt }: HeldReply): SourceError {
  if (error instanceof BudgetSpent) return error;
  const { code, message, details } = error;
  const retryAfterMs = retryAt === null ? undefined : Math.max(0, retryAt.getTime() - Date.now());
  return new UpstreamError(code, message, { details, retryAfterMs, retryable: true });
}
