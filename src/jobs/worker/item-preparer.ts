import { Injectable, Logger } from '@nestjs/common';
import { EmailAddress } from '../../model/email-address.js';
import type { KnownLookups } from '../../pipeline/known-lookups.js';
import { LinkedInDataPipeline, type AnswerSlot } from '../../pipeline/linkedin-data.pipeline.js';
import { UNLIMITED_CREDITS } from '../../sources/credit-access.js';
import { SourceChain } from '../../sources/source-chain.js';
import { LookupError } from '../../sources/sourced-person.js';
import { NoToken } from '../../sources/token-access.js';
import type { Job, JobItem } from '../job.js';
import { CallPacing } from './call-pacing.js';
import { emailItem } from './email-item.js';
import { failed, known as knownPerson, noAddress, succeeded } from './item-outcomes.js';
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

/** Does everything about an address of a job that comes before storing. */
@Injectable()
export class ItemPreparer {
  private readonly logger = new Logger(ItemPreparer.name);
  private readonly tokens: JobTokens;

  constructor(
    private readonly pipeline: LinkedInDataPipeline,
    private readonly sources: SourceChain,
    tokens: TokenDispenser,
    pacing: CallPacing,
  ) {
    this.tokens = new JobTokens(tokens, pacing);
  }

  /** What is known about the people of a chunk, by one query. */
  recall(items: readonly JobItem[], job: Job): Promise<KnownLookups> {
    const emails = items.flatMap(({ email }) => EmailAddress.safeParse(email) ?? []);
    return this.pipeline.recall(emails.map((email) => emailItem(email, job.config)));
  }

  /** Remembers what the sources did not know since the last time. Never rejects. */
  remember(known: KnownLookups): Promise<void> {
    return this.pipeline.remember(known);
  }

  /**
   * An item that is decided without a call; null if a source has to be asked.
   * @throws StoreUnavailableError if a stored person would do and none can be looked up
   */
  async settled(item: JobItem, job: Job, known: KnownLookups): Promise<PreparedItem | null> {
    const email = EmailAddress.safeParse(item.email);
    if (email === null) return { outcome: noAddress(item), profile: null };
    const answer = await this.pipeline.settled(emailItem(email, job.config), known);
    if (answer === null) return null;
    const outcome = answer instanceof LookupError ? failed(item, answer) : knownPerson(item, answer);
    return { outcome, profile: null } as PreparedItem;
  }

  /**
   * Waits until `delay_seconds` have passed since the last call with the next token, at the first source that has one or needs
   * none. Call it before `prepare`, whose fetch has a time limit and occupies a slot. Rejects like `prepare`. Null if there is
   * nothing to wait for.
   */
  async turn(item: JobItem, job: Job, known: KnownLookups, signal: AbortSignal): Promise<Turn | Waiting | null> {
    const email = EmailAddress.safeParse(item.email);
    const misses = email === null ? [] : known.of({ by: 'email', email }).not_found;
    let waiting: Waiting | null = null;
    for (const { source } of this.sources.availableByEmail(misses)) {
      const turn = await this.tokens.turn(source, job, signal);
      if (!(turn instanceof NoToken)) return turn;
      waiting ??= new Waiting('tokens', turn.retryAt);
    }
    return waiting;
  }

  /** Rejects only with what the slot throws, with the signal's reason, or if the token table is unavailable. */
  async prepare(item: JobItem, job: Job, { inSlot, signal, turn, known }: ItemCall): Promise<PreparedItem | Waiting> {
    const email = EmailAddress.safeParse(item.email);
    if (email === null) return { outcome: noAddress(item), profile: null };
    const access = { tokens: this.tokens.accessOf(job, turn), credits: UNLIMITED_CREDITS };
    const call = { access, inSlot, signal, known };
    try {
      const prepared = await this.pipeline.prepare(emailItem(email, job.config), call);
      if ('held_back' in prepared) return new Waiting(prepared.held_back, prepared.retryAt);
      return { outcome: succeeded(item, prepared.person), profile: prepared.profile };
    } catch (error) {
      if (!(error instanceof LookupError)) throw error;
      if (error.code === 'INTERNAL_ERROR') {
        this.logger.error({ err: error.cause ?? error, job_id: job.job_id }, 'A fetch failed with an unexpected error');
      }
      return { outcome: failed(item, error), profile: null };
    }
  }
}
