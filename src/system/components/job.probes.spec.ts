import { Logger } from '@nestjs/common';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { StoreUnavailableError } from '../../common/errors/store-unavailable.error.js';
import type { CreditStore } from '../../credits/credit.store.js';
import { Shutdown } from '../../common/lifecycle/shutdown.js';
import { readConfig, type Environment } from '../../config/read-config.js';
import type { Queue } from '../../infrastructure/queue/queue.js';
import type { JobStats, JobStore } from '../../jobs/job.store.js';
import { FakePersonSource } from '../../../test/support/fake-person-source.js';
import { chainOf } from '../../../test/support/source-chain.js';
import type { TokenUse } from '../../sources/person-source.js';
import type { TokenCapacity, TokenPool } from '../../tokens/token-pool.js';
import { StatsService } from '../stats.service.js';
import { JobQueueProbe } from './job-queue.probe.js';
import { TokenManagerProbe } from './token-manager.probe.js';
import { WorkerProbe } from './worker.probe.js';

const JOBS: JobStats = {
  queue_size: 4,
  total_jobs: 2,
  status_breakdown: { pending: 0, processing: 1, completed: 1, failed: 0, cancelled: 0 },
  priority_breakdown: { LOW: 0, NORMAL: 2, HIGH: 0, URGENT: 0 },
  waiting_breakdown: { tokens: 0, credits: 0, source: 0, store: 0, budget: 0 },
  emails: { total: 10, processed: 6, failed: 1, saved: 5 },
};

const CAPACITY: TokenCapacity = {
  total_tokens: 2,
  active_tokens: 2,
  available_tokens: 2,
  total_daily_usage: 100,
  max_daily_capacity: 1_000,
  available_capacity: 900,
  usage_percentage: 10,
};

const hanging = () => new Promise<never>(() => undefined);
const away = () => Promise.reject(new StoreUnavailableError('The store is away'));
const resolved = () => Promise.resolve();

interface Stores {
  jobs?: () => Promise<JobStats>;
  capacity?: () => Promise<TokenCapacity>;
}

function figures({ jobs = () => Promise.resolve(JOBS), capacity = () => Promise.resolve(CAPACITY) }: Stores = {}) {
  return new StatsService({ stats: jobs } as JobStore, { capacity } as TokenPool, {} as CreditStore);
}

const asking = (...uses: TokenUse[]) => chainOf(...uses.map((use) => new FakePersonSource(use, use)));

beforeAll(() => Logger.overrideLogger(false));

describe('token_manager', () => {
  const check = (capacity: Partial<TokenCapacity>, sources = asking('required')) =>
    new TokenManagerProbe(figures({ capacity: () => Promise.resolve({ ...CAPACITY, ...capacity }) }), sources).check();

  it('is healthy with its figures while there are tokens to use', async () => {
    expect(await check({})).toEqual({ status: 'healthy', problem: null, ...CAPACITY });
  });

  it.each<[string, Partial<TokenCapacity>, RegExp]>([
    ['unhealthy', { total_tokens: 0, active_tokens: 0, available_tokens: 0 }, /POST \/tokens\/add/],
    ['unhealthy', { active_tokens: 0, available_tokens: 0 }, /No token is active/],
    ['degraded', { available_tokens: 0 }, /cooling/],
    ['degraded', { usage_percentage: 92.5 }, /92.5%/],
  ])('is %s with %j', async (status, capacity, problem) => {
    expect(await check(capacity)).toMatchObject({ status, problem: expect.stringMatching(problem), ...capacity });
  });

  it('misses no tokens where nothing takes them', async () => {
    expect(await check({ total_tokens: 0, active_tokens: 0, available_tokens: 0 }, asking())).toMatchObject({
      status: 'healthy',
    });
  });

  it('is healthy without a token where none is needed, also while the table is away', async () => {
    const none = { total_tokens: 0, active_tokens: 0, available_tokens: 0 };
    for (const sources of [asking('none'), asking('optional'), asking('required', 'none')]) {
      expect(await check(none, sources)).toMatchObject({ status: 'healthy', ...none });
      expect(await new TokenManagerProbe(figures({ capacity: away }), sources).check()).toMatchObject({
        status: 'healthy',
        total_tokens: null,
      });
    }
  });

  it('is unhealthy without figures while the table is away', async () => {
    expect(await new TokenManagerProbe(figures({ capacity: away }), asking('required')).check()).toMatchObject({
      status: 'unhealthy',
      problem: 'The store is away',
      total_tokens: null,
      usage_percentage: null,
    });
  });
});

describe('job_queue', () => {
  const queue = (check: () => Promise<void>) => ({ description: 'Postgres', check }) as unknown as Queue;

  it('is healthy with its figures', async () => {
    const { emails: _, waiting_breakdown: __, ...jobs } = JOBS;
    expect(await new JobQueueProbe(queue(resolved), figures()).check()).toEqual({
      status: 'healthy',
      problem: null,
      side: 'Postgres',
      ...jobs,
    });
  });

  it.each([
    ['queue', queue(away), figures()],
    ['database', queue(resolved), figures({ jobs: away })],
  ])('is unhealthy while the %s is away', async (_part, someQueue, someFigures) => {
    expect(await new JobQueueProbe(someQueue, someFigures).check()).toMatchObject({
      status: 'unhealthy',
      problem: 'The store is away',
      queue_size: null,
      status_breakdown: null,
    });
  });

  it('does not wait for a queue that never answers', async () => {
    expect(await new JobQueueProbe(queue(hanging), figures()).check()).toMatchObject({
      status: 'unhealthy',
      problem: 'No response within 2 s',
    });
  });
});

describe('worker', () => {
  const probe = (environment: Environment, shutdown = new Shutdown(), stores: Stores = {}) =>
    new WorkerProbe(figures(stores), readConfig(environment), shutdown);

  it('says what it does and what waits', async () => {
    expect(await probe({ WORKER_CONCURRENCY: '8' }).check()).toEqual({
      status: 'healthy',
      problem: null,
      role: 'all',
      runs_here: true,
      concurrency: 8,
      processing_jobs: 1,
      waiting_jobs: { tokens: 0, credits: 0, source: 0, store: 0, budget: 0 },
      queue_size: 4,
    });
  });

  it('says why jobs are blocked', async () => {
    const waiting_breakdown = { tokens: 2, credits: 0, source: 0, store: 1, budget: 0 };
    const jobs = () => Promise.resolve({ ...JOBS, waiting_breakdown });
    expect(await probe({}, new Shutdown(), { jobs }).check()).toMatchObject({
      status: 'degraded',
      problem: expect.stringMatching(/2 for a usable token: .*; 1 for a database/),
      waiting_jobs: waiting_breakdown,
    });
  });

  it('runs elsewhere for a process that serves the API only', async () => {
    expect(await probe({ ROLE: 'api', DATABASE_URL: 'postgres://db/jobs' }).check()).toMatchObject({
      role: 'api',
      runs_here: false,
      concurrency: null,
    });
  });

  it('is degraded while the process shuts down', async () => {
    const shutdown = new Shutdown();
    shutdown.end();
    expect(await probe({}, shutdown).check()).toMatchObject({ status: 'degraded', queue_size: 4 });
  });

  it('is unhealthy while the jobs cannot be read', async () => {
    expect(await probe({}, new Shutdown(), { jobs: away }).check()).toMatchObject({
      status: 'unhealthy',
      role: 'all',
      queue_size: null,
    });
  });
});
