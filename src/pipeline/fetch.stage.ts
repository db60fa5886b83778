import { Injectable } from '@nestjs/common';
import type { Lookup } from '../sources/person-source.js';
import type { SourceAccess } from '../sources/source-access.js';
import { SourceChain } from '../sources/source-chain.js';
import { isHeldBack, LookupError, type HeldBack, type SourcedPerson } from '../sources/sourced-person.js';
import type { KnownLookups } from './known-lookups.js';
import { StageTimes } from './stage-times.js';

/** Asks the sources that may know a person, and notes those that do not. */
@Injectable()
export class FetchStage {
  constructor(
    private readonly sources: SourceChain,
    private readonly times: StageTimes,
  ) {}

  /** @throws LookupError, the signal's reason, or what the access throws */
  async fetch(
    lookup: Lookup,
    access: SourceAccess,
    known: KnownLookups,
    signal: AbortSignal,
  ): Promise<SourcedPerson | HeldBack> {
    const started = performance.now();
    try {
      const answer = await this.sources.fetchPerson(lookup, access, signal, known.of(lookup).not_found);
      known.learn(lookup, answer.sources_asked);
      if (!isHeldBack(answer)) this.times.add('fetch', performance.now() - started);
      return answer;
    } catch (error) {
      if (error instanceof LookupError) {
        known.learn(lookup, error.sources_asked);
        if (error.attempts > 0) this.times.add('fetch', performance.now() - started);
      }
      throw error;
    }
  }

  /** How a fetch fails without a call, because no source knows the person; null if one has to be asked. */
  missing(lookup: Lookup, known: KnownLookups): LookupError | null {
    return this.sources.knownMissing(lookup, known.of(lookup).not_found);
  }
}
