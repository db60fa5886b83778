import { Injectable } from '@nestjs/common';
import { CreditStore, type SpentCredits } from '../credits/credit.store.js';
import { JobStore, type JobStats } from '../jobs/job.store.js';
import { TokenPool, type TokenCapacity } from '../tokens/token-pool.js';
import { CACHE_MS, TIMEOUT_MS } from './health/probe.js';
import { withTimeout } from '../common/lifecycle/with-timeout.js';
import { cachedFor } from './cached-for.js';

/** Stats that several endpoints show. They reject if a store is unavailable or too slow. */
@Injectable()
export class StatsService {
  readonly jobs: () => Promise<JobStats>;
  readonly tokens: () => Promise<TokenCapacity>;
  readonly credits: () => Promise<SpentCredits[]>;

  constructor(jobs: JobStore, tokens: TokenPool, credits: CreditStore) {
    this.jobs = cachedFor(CACHE_MS, () => withTimeout(TIMEOUT_MS, () => jobs.stats()));
    this.tokens = cachedFor(CACHE_MS, () => withTimeout(TIMEOUT_MS, () => tokens.capacity()));
    this.credits = cachedFor(CACHE_MS, () => withTimeout(TIMEOUT_MS, () => credits.totals()));
  }
}
