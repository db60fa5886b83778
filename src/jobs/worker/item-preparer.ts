import { Injectable, Logger } from '@nestjs/common';
import { EmailAddress } from '../../model/email-address.js';
import { LinkedInDataPipeline, type AnswerSlot } from '../../pipeline/linkedin-data.pipeline.js';
import { UNLIMITED_CREDITS } from '../../sources/credit-access.js';
import { SourceChain } from '../../sources/source-chain.js';
import { LookupError } from '../../sources/sourced-person.js';
import { NoToken } from '../../sources/token-access.js';
import type { Job, JobItem } from '../job.js';
import { CallPacing } from './call-pacing.js';
import { emailItem } from './email-item.js';
import { failed, noAddress, succeeded } from './item-outcomes.js';
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

  /**
   * Waits until `delay_seconds` have passed since the last call with the next token, at the first source that has one or needs
   * none. Call it before `prepare`, whose fetch has a time limit and occupies a slot. Rejects like `prepare`. Null if there is
   * nothing to wait for.
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

  /** Rejects only with what the slot throws, with the signal's reason, or if the token table is unavailable. */
  async prepare(item: JobItem, job: Job, { inSlot, signal, turn }: ItemCall): Promise<PreparedItem | Waiting> {
    const email = EmailAddress.safeParse(item.email);
    if (email === null) return { outcome: noAddress(item), profile: null };
    const access = { tokens: this.tokens.accessOf(job, turn), credits: UNLIMITED_CREDITS };
    const call = { access, inSlot, signal };
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
