import { Module } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { afterEach, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { StoreUnavailableError } from '../common/errors/store-unavailable.error.js';
import { httpApp } from '../common/testing/http-app.js';
import { EventRelay } from '../events/relay/event-relay.js';
import { SqlDatabase } from '../infrastructure/postgres/sql-database.js';
import { Queue, type Backlog } from '../infrastructure/queue/queue.js';
import { UpkeepTasks } from '../infrastructure/upkeep/upkeep-tasks.js';
import { JobRetention } from '../jobs/job-retention.js';
import { CreditStore, type SpentCredits } from '../credits/credit.store.js';
import { JobStore, type JobStats } from '../jobs/job.store.js';
import { LinkedInProfilesStore } from '../linkedin-profiles/linkedin-profiles.store.js';
import { TokenPool, type TokenCapacity, type TokenDetails, type TokenPoolStatus } from '../tokens/token-pool.js';
import { CleanupService } from './cleanup.service.js';
import type { SystemHealth } from './dto/system-health.dto.js';
import { StatsService } from './stats.service.js';
import { scoreHealth } from './health-score.js';
import { PrometheusController } from './prometheus/prometheus.controller.js';
import { PrometheusMetrics } from './prometheus/prometheus.metrics.js';
import { ScrapeService } from './prometheus/scrape.service.js';
import { SharedFiguresService } from './prometheus/shared-figures.service.js';
import { SystemController } from './system.controller.js';
import { SystemHealthService } from './system-health.service.js';
import { SystemInfoService } from './system-info.service.js';
import { SystemMetricsService } from './system-metrics.service.js';

/** As much of the stores as figures and upkeep use; they can be taken away. */
class Stores {
  isAway = false;
  removedBefore: Date[] = [];

  stats(): Promise<JobStats> {
    return this.answer({
      queue_size: 4,
      total_jobs: 2,
      status_breakdown: { pending: 0, processing: 1, completed: 1, failed: 0, cancelled: 0 },
      priority_breakdown: { LOW: 0, NORMAL: 2, HIGH: 0, URGENT: 0 },
      waiting_breakdown: { tokens: 0, credits: 0, source: 0, store: 0, budget: 0 },
      emails: { total: 10, processed: 6, failed: 1, saved: 5 },
    });
  }

  capacity(): Promise<TokenCapacity> {
    return this.answer({
      total_tokens: 3,
      active_tokens: 2,
      available_tokens: 1,
      total_daily_usage: 100,
      max_daily_capacity: 1_000,
      available_capacity: 900,
      usage_percentage: 10,
    });
  }

  status(): Promise<Pick<TokenPoolStatus, 'token_details'>> {
    const token_details = ['healthy', 'cooling', 'cooling'].map((state) => ({ state })) as TokenDetails[];
    return this.answer({ token_details });
  }

  backlog(): Promise<Backlog[]> {
    return this.answer([{ queue: 'job-chunks', jobs: 7, oldest_seconds: 12.5 }]);
  }

  lag(): ReturnType<EventRelay['lag']> {
    return this.answer({ rows: 2, oldest_seconds: 0.5 });
  }

  totals(): Promise<SpentCredits[]> {
    return this.answer([
      { source: 'sandbox', key_name: 'crm', credits: 12 },
      { source: 'sandbox', key_name: null, credits: 1 },
    ]);
  }

  removeFinishedBefore(date: Date): Promise<number> {
    this.removedBefore.push(date);
    return this.answer(this.removedBefore.length === 1 ? 3 : 0);
  }

  private answer<T>(value: T): Promise<T> {
    return this.isAway ? Promise.reject(new StoreUnavailableError('away')) : Promise.resolve(value);
  }
}

const well = { status: 'healthy', problem: null } as const;
const ill = { status: 'degraded', problem: 'Something' } as const;
const components = {
  token_manager: well,
  job_queue: well,
  linkedin_profiles: ill,
  supabase: well,
  embeddings: { ...well, model: 'small', tokens_used: 1_000, cost_usd: 0.00002 },
  profile_source: { ...well, credits_spent: { enrich: 3 }, sources: [{ name: 'sandbox', circuit: 'open' }] },
  worker: well,
};
const health = { timestamp: new Date(), ...scoreHealth(components), components } as unknown as SystemHealth;

describe('the system routes', () => {
  let app: NestExpressApplication;
  const get = (path: string) => request(app.getHttpServer()).get(path);
  afterEach(() => app.close());

  async function start(environment = {}): Promise<Stores> {
    const stores = new Stores();
    const profiles = { table: 'linkedin_profiles', available: false, problem: 'DynamoDB is away' };
    class TestModule {}
    Module({
      controllers: [SystemController, PrometheusController],
      providers: [
        StatsService,
        SystemInfoService,
        SystemMetricsService,
        CleanupService,
        JobRetention,
        PrometheusMetrics,
        SharedFiguresService,
        ScrapeService,
        { provide: Queue, useValue: stores },
        { provide: EventRelay, useValue: stores },
        { provide: SqlDatabase, useValue: { poolUse: { active: 3, idle: 1, waiting: 2, max: 4 } } },
        { provide: SystemHealthService, useValue: { health: () => Promise.resolve(health) } },
        { provide: JobStore, useValue: stores },
        UpkeepTasks,
        { provide: TokenPool, useValue: stores },
        { provide: CreditStore, useValue: stores },
        { provide: LinkedInProfilesStore, useValue: profiles },
      ],
    })(TestModule);
    app = await httpApp({ imports: [TestModule], environment });
    return stores;
  }

  it('say what the service is, and whether profiles are saved', async () => {
    await start();
    const { body } = await get('/system/info').expect(200);
    expect(body).toMatchObject({
      system: expect.any(String),
      version: expect.stringMatching(/^\d+\.\d+/),
      features: expect.arrayContaining([expect.any(String)]),
      linkedin_profiles_integration: {
        auto_save_enabled: true,
        table_name: 'linkedin_profiles',
        available: false,
        problem: 'DynamoDB is away',
        manual_save_endpoint: '/jobs/{job_id}/save-to-linkedin-profiles',
      },
      endpoints: expect.objectContaining({ create_job: 'POST /jobs/create-batch' }),
    });
  });

  it('answer 200 for a system that is not well', async () => {
    await start();
    const { body } = await get('/system/health').expect(200);
    expect(body).toMatchObject({ health_score: 95, health_status: 'good', issues: [expect.any(String)] });
  });

  it('have the figures of tokens, jobs, email addresses and the process', async () => {
    const stores = await start();
    const { emails, ...jobs } = await stores.stats();
    const { body } = await get('/system/metrics').expect(200);
    expect(body).toEqual({
      timestamp: expect.stringMatching(/Z$/),
      tokens: await stores.capacity(),
      jobs,
      emails,
      credits: await stores.totals(),
      service: {
        version: expect.any(String),
        node: process.versions.node,
        role: 'all',
        uptime_seconds: expect.any(Number),
        memory_rss_bytes: expect.any(Number),
        memory_heap_used_bytes: expect.any(Number),
      },
    });
  });

  it('say null for figures that cannot be read now', async () => {
    (await start()).isAway = true;
    const { body } = await get('/system/metrics').expect(200);
    expect(body).toMatchObject({ tokens: null, jobs: null, emails: null, credits: null, service: { role: 'all' } });
  });

  it('speak to Prometheus', async () => {
    await start({ BUILD_REVISION: '0f3c2a1' });
    const { text, headers } = await get('/metrics').expect(200);
    expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
    const lines = text.split('\n');
    expect(lines).toEqual(
      expect.arrayContaining([
        'profile_service_tokens{state="available"} 1',
        'profile_service_token_uses_today{kind="limit"} 1000',
        'profile_service_jobs{status="processing"} 1',
        'profile_service_shared_jobs{status="processing"} 1',
        'profile_service_shared_waiting_jobs{waiting_for="source"} 0',
        'profile_service_shared_token_states{state="cooling"} 2',
        'profile_service_shared_token_states{state="revoked"} 0',
        'profile_service_shared_queue_jobs{queue="job-chunks"} 7',
        'profile_service_shared_queue_oldest_age_seconds{queue="job-chunks"} 12.5',
        'profile_service_shared_outbox_rows 2',
        'profile_service_shared_outbox_lag_seconds 0.5',
        'profile_service_shared_credits_used_total{source="sandbox",key="crm"} 12',
        'profile_service_database_connections{state="active"} 3',
        'profile_service_database_connections{state="max"} 4',
        'profile_service_database_waiting_calls{pool="jobs"} 2',
        'profile_service_upstream_circuit_state{source="sandbox",state="open"} 1',
        'profile_service_upstream_circuit_state{source="sandbox",state="closed"} 0',
        'profile_service_emails{state="waiting"} 4',
        'profile_service_embedding_tokens_total{model="small"} 1000',
        'profile_service_embedding_cost_usd_total{model="small"} 0.00002',
        'profile_service_source_credits_total{type="enrich"} 3',
        'profile_service_credits_used_total{source="sandbox",key="crm"} 12',
        'profile_service_credits_used_total{source="sandbox",key=""} 1',
        'profile_service_component_health{component="linkedin_profiles"} 0.5',
        'profile_service_health_score 95',
      ]),
    );
    expect(text).toMatch(/^profile_service_build_info\{version="[\d.]+",node="[\d.]+",revision="0f3c2a1"\} 1$/m);
    const samples = lines.filter((line) => line !== '' && !line.startsWith('#'));
    // The lag of the event loop is no number before it was first measured.
    for (const sample of samples) expect(sample).toMatch(/^[a-z_:][\w:]*(\{[^}]*\})? (nan|[\d.e+-]+)$/i);
  });

  it('keep figures from Prometheus that cannot be read now', async () => {
    (await start()).isAway = true;
    const { text } = await get('/metrics').expect(200);
    expect(text).not.toMatch(/^profile_service_(shared_\w+|jobs|tokens|emails|credits_used_total)[{ ]/m);
    expect(text).toMatch(/^process_resident_memory_bytes /m);
  });

  it('remove finished jobs past their retention when they are told to', async () => {
    const stores = await start({ JOB_RETENTION_HOURS: '24' });
    const { body } = await request(app.getHttpServer()).post('/system/cleanup').expect(200);
    expect(body).toEqual({ success: true, message: '3 finished jobs deleted', jobs_cleaned: 3 });
    const age = Date.now() - (stores.removedBefore[0]?.getTime() ?? 0);
    expect(age / 3_600_000).toBeCloseTo(24, 1);
  });

  it('answer 503 when there is no store to clean up', async () => {
    (await start()).isAway = true;
    await request(app.getHttpServer()).post('/system/cleanup').expect(503).expect('Retry-After', /\d/);
  });

  it('ask for a key where one is configured', async () => {
    await start({ API_KEY: 'secret' });
    for (const path of ['/system/info', '/system/health', '/system/metrics', '/metrics']) {
      await get(path).expect(403);
      await get(path).set('Authorization', 'Bearer secret').expect(200);
    }
  });
});
