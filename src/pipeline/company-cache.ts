import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { LRUCache } from 'lru-cache';
import { HOUR_MS } from '../common/durations.js';
import { abortable } from '../common/lifecycle/abortable.js';
import { Shutdown } from '../common/lifecycle/shutdown.js';
import { Config } from '../config/config.js';
import { UpstreamError } from '../infrastructure/http-client/upstream.error.js';
import { companyKeys, type CompanyReference } from '../model/company-reference.js';
import { BudgetSpent, type CreditAccess } from '../sources/credit-access.js';
import { SourceChain } from '../sources/source-chain.js';
import type { SourcedCompany } from '../sources/sourced-person.js';

const REMEMBERED_COMPANIES = 1_000;
/** How long a missing company is not requested again, in milliseconds. */
const NEGATIVE_TTL_MS = 60_000;

/** Fetches each company once, however many profiles name it and by whichever key, and caches it while it is fresh. */
@Injectable()
export class CompanyCache {
  private readonly flights: LRUCache<string, Promise<SourcedCompany>>;

  constructor(
    private readonly sources: SourceChain,
    private readonly config: Config,
    private readonly shutdown: Shutdown,
  ) {
    this.flights = new LRUCache({ max: REMEMBERED_COMPANIES });
  }

  /**
   * Throws UpstreamError, or the reason of an abort; an abort does not affect other callers of the same company.
   * @param credits charged for the fetch if this caller starts it
   */
  async fetch(reference: CompanyReference, credits: CreditAccess, signal: AbortSignal): Promise<SourcedCompany> {
    const keys = companyKeys(reference);
    for (;;) {
      const known = keys.map((key) => this.flights.get(key)).find((flight) => flight !== undefined);
      if (known === undefined) return abortable(this.start(reference, keys, credits), signal);
      try {
        return await abortable(known, signal);
      } catch (error) {
        // The caller who started it had no credits left, which says nothing about this one.
        if (!(error instanceof BudgetSpent)) throw error;
      }
    }
  }

  /** Removes expired entries, which otherwise stay until they are requested again. Each process has its own cache. */
  @Interval(HOUR_MS)
  purgeExpired(): void {
    this.flights.purgeStale();
  }

  /** Number of cached keys. */
  get size(): number {
    return this.flights.size;
  }

  private start(reference: CompanyReference, keys: readonly string[], credits: CreditAccess): Promise<SourcedCompany> {
    const limit = AbortSignal.timeout(this.config.PROFILE_DEADLINE_MS);
    const flight = this.sources.fetchCompany(reference, credits, AbortSignal.any([limit, this.shutdown.signal]));
    for (const key of keys) this.flights.set(key, flight);
    flight.then(
      ({ value }) => this.remember([...keys, ...companyKeys(value)], flight),
      (error: unknown) => this.forget(keys, error),
    );
    return flight;
  }

  /** The response contains all keys of the company, not only the requested one. */
  private remember(keys: readonly string[], flight: Promise<SourcedCompany>): void {
    const ttl = this.config.COMPANY_MAX_AGE_HOURS * HOUR_MS;
    for (const key of keys) {
      if (ttl > 0) this.flights.set(key, flight, { ttl });
      else this.flights.delete(key);
    }
  }

  private forget(keys: readonly string[], error: unknown): void {
    const isFinal = error instanceof UpstreamError && !error.retryable;
    for (const key of keys) {
      const flight = this.flights.peek(key);
      if (isFinal && flight) this.flights.set(key, flight, { ttl: NEGATIVE_TTL_MS });
      else this.flights.delete(key);
    }
  }
}
