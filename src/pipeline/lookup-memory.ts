import { Injectable, Logger } from '@nestjs/common';
import { StoreUnavailableError } from '../common/errors/store-unavailable.error.js';
import { KnownPeople, type Miss } from '../profile-store/known-people.store.js';
import type { Lookup } from '../sources/person-source.js';
import { keyOf, lookupKey } from './intake-item.js';
import { KnownLookups } from './known-lookups.js';

/** Minimum time before an unavailable store is tried again, in milliseconds. */
const COOLDOWN_MS = 2_000;

/**
 * Recalls what is known about lookups, and remembers what was learned. While the store is unavailable nothing is known, and what
 * was learned is lost: a source may be asked again, but no work stops.
 */
@Injectable()
export class LookupMemory {
  private readonly logger = new Logger(LookupMemory.name);
  private cooldown: { until: number; failure: StoreUnavailableError } | null = null;

  constructor(private readonly people: KnownPeople) {}

  /** One query for all of them. */
  async recall(lookups: readonly Lookup[], options: { withSuppressed: boolean }): Promise<KnownLookups> {
    const once = [...new Map(lookups.map((lookup) => [lookupKey({ lookup }), keyOf(lookup)]))];
    if (once.length === 0) return new KnownLookups();
    const keys = once.map(([, key]) => key);
    const find = () => this.people.find(keys, options);
    // Without an answer the whole batch cannot be fetched, so the store is asked even during the cooldown.
    const found = await (options.withSuppressed ? this.ask(find) : this.attempt(find));
    if (found instanceof StoreUnavailableError) return new KnownLookups(new Map(), found);
    return new KnownLookups(new Map(once.map(([text], index) => [text, found[index]!])));
  }

  /** Never rejects, because the items have their results already. */
  async remember(known: KnownLookups): Promise<void> {
    const misses: Miss[] = known.takeLearned();
    if (misses.length === 0) return;
    await this.attempt(() => this.people.remember(misses)).catch((error: unknown) =>
      this.logger.error({ err: error }, 'Misses of profile sources could not be stored'),
    );
  }

  private async attempt<T>(call: () => Promise<T>): Promise<T | StoreUnavailableError> {
    if (this.cooldown !== null && Date.now() < this.cooldown.until) return this.cooldown.failure;
    return this.ask(call);
  }

  private async ask<T>(call: () => Promise<T>): Promise<T | StoreUnavailableError> {
    const start = Date.now();
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof StoreUnavailableError)) throw error;
      // A store that takes long to fail would delay every chunk, so the cooldown is at least as long as the failure took.
      this.cooldown = { until: Date.now() + Math.max(COOLDOWN_MS, Date.now() - start), failure: error };
      return error;
    }
  }
}
