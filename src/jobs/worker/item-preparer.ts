import { Injectable, Logger } from '@nestjs/common';
import { CreditsService } from '../../credits/credits.service.js';
import type { IntakeItem } from '../../pipeline/intake-item.js';
import type { KnownLookups } from '../../pipeline/known-lookups.js';
import {
  LinkedInDataPipeline,
  type AnswerSlot,
  type Prepared,
  type PreparedCall,
} from '../../pipeline/linkedin-data.pipeline.js';
import { SourceChain } from '../../sources/source-chain.js';
import type { Lookup } from '../../sources/person-source.js';
import { LookupError, type HeldBack } from '../../sources/sourced-person.js';
import { NoToken } from '../../sources/token-access.js';
import { JobSuppressions } from '../../suppression/job-suppressions.js';
import type { Job, JobItem } from '../job.js';
import { CallPacing } from './call-pacing.js';
import { intakeItem } from '../intake-item.js';
import { allLookupsOf, keysOf, lookupsOf } from '../item-lookups.js';
import { after } from './earlier-lookup.js';
import { failed, known as knownPerson, notALookup, refused, succeeded } from './item-outcomes.js';
import { JobTokens, type Turn } from './job-tokens.js';
import type { PreparedItem } from './prepared-item.js';
import { TokenDispenser } from './token-dispenser.js';
import { Waiting } from './waiting.js';

/** How an item is prepared. */
export interface ItemCall {
  inSlot: AnswerSlot;
  signal: AbortSignal;
  /** The token for the first call; without it, any available one is taken. */
  turn: Turn | null;
  /** What `recall` answered for its chunk. */
  known: KnownLookups;
}

/** Runs all stages of an item of a job before storing: looks it up by URL, then by address if that found no person. */
@Injectable()
export class ItemPreparer {
  private readonly logger = new Logger(ItemPreparer.name);
  private readonly tokens: JobTokens;

  constructor(
    private readonly pipeline: LinkedInDataPipeline,
    private readonly sources: SourceChain,
    tokens: TokenDispenser,
    pacing: CallPacing,
    private readonly credits: CreditsService,
    private readonly suppressions: JobSuppressions,
  ) {
    this.tokens = new JobTokens(tokens, pacing);
  }

  /** What is known about the people of a chunk: one query for each database. */
  async recall(items: readonly JobItem[], job: Pick<Job, 'config'>): Promise<KnownLookups> {
    const lookups = items.flatMap(allLookupsOf);
    const [known, areSuppressed] = await Promise.all([
      this.pipeline.recall(items.flatMap((item) => this.intakeItems(item, job))),
      this.suppressions.areSuppressed(lookups.map((lookup) => keysOf([lookup]))),
    ]);
    for (const [index, lookup] of lookups.entries()) if (areSuppressed[index]) known.suppress(lookup);
    return known;
  }

  /** Stores which sources did not find a person since the last call. Never rejects. */
  remember(known: KnownLookups): Promise<void> {
    return this.pipeline.remember(known);
  }

  /**
   * The outcome of an item without a call; null if a source has to be asked.
   * @throws StoreUnavailableError if a stored person would be enough, but the store is unavailable
   */
  async settled(item: JobItem, job: Pick<Job, 'config'>, known: KnownLookups): Promise<PreparedItem | null> {
    if (allLookupsOf(item).some((lookup) => known.isSuppressed(lookup)))
      return { outcome: refused(item), profile: null };
    let failure: LookupError | null = null;
    for (const intake of this.intakeItems(item, job)) {
      const answer = await this.pipeline.settled(intake, known);
      if (answer === null) return null;
      if (!(answer instanceof LookupError)) return { outcome: knownPerson(item, answer, failure), profile: null };
      failure = after(failure, answer);
    }
    return { outcome: failure ? failed(item, failure) : notALookup(item), profile: null };
  }

  /**
   * Waits until `delay_seconds` have passed since the last call with the next token, at the first source that has one or needs
   * none, unless the first call is by URL. Call it before `prepare`, whose fetch has a time limit and occupies a slot. Rejects like
   * `prepare`. Null if there is nothing to wait for.
   */
  async turn(item: JobItem, job: Job, known: KnownLookups, signal: AbortSignal): Promise<Turn | Waiting | null> {
    const next = this.intakeItems(item, job).find(({ lookup }) => !this.isMissing(lookup, known));
    if (next?.lookup.by !== 'email') return null;
    let waiting: Waiting | null = null;
    for (const { source } of this.sources.availableByEmail(known.of(next.lookup).not_found)) {
      const turn = await this.tokens.turn(source, job, signal);
      if (!(turn instanceof NoToken)) return turn;
      waiting ??= new Waiting('tokens', turn.retryAt);
    }
    return waiting;
  }

  /** Rejects only with what the slot throws, with the signal's reason, or if a store is unavailable. */
  async prepare(item: JobItem, job: Job, { inSlot, signal, turn, known }: ItemCall): Promise<PreparedItem | Waiting> {
    const access = { tokens: this.tokens.accessOf(job, turn), credits: this.credits.ofJob(job) };
    const call = { access, inSlot, signal, known };
    let failure: LookupError | null = null;
    for (const intake of this.intakeItems(item, job)) {
      const prepared = (await this.pipeline.settled(intake, known)) ?? (await this.attempt(intake, call));
      if ('profile_id' in prepared) return { outcome: knownPerson(item, prepared, failure), profile: null };
      if ('held_back' in prepared) return new Waiting(prepared.held_back, prepared.retryAt);
      if (!(prepared instanceof LookupError)) {
        return { outcome: succeeded(item, prepared.person, failure), profile: prepared.profile };
      }
      failure = after(failure, prepared);
      if (prepared.code !== 'PROFILE_NOT_FOUND') break;
    }
    if (failure?.code === 'INTERNAL_ERROR') {
      this.logger.error(
        { err: failure.cause ?? failure, job_id: job.job_id },
        'A fetch failed with an unexpected error',
      );
    }
    return { outcome: failure ? failed(item, failure) : notALookup(item), profile: null };
  }

  private async attempt(intake: IntakeItem, call: PreparedCall): Promise<Prepared | HeldBack | LookupError> {
    try {
      return await this.pipeline.prepare(intake, call);
    } catch (error) {
      if (error instanceof LookupError) return error;
      throw error;
    }
  }

  private isMissing(lookup: Lookup, known: KnownLookups): boolean {
    return this.sources.knownMissing(lookup, known.of(lookup).not_found) !== null;
  }

  private intakeItems(item: JobItem, job: Pick<Job, 'config'>): IntakeItem[] {
    return lookupsOf(item, this.sources).map((lookup) => intakeItem(item, lookup, job.config));
  }
}
