import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { nestLines } from '../support/nest-lines.js';
import { hasPromtool, promtool } from '../support/prometheus-tools.js';
import { whenReady } from '../support/ready.js';
import { aService, BATCH, item, KEY, memberUrl, type Service } from '../support/service.js';
import { until } from '../support/until.js';

const COMPONENTS = [
  'token_manager',
  'job_queue',
  'linkedin_profiles',
  'supabase',
  'embeddings',
  'profile_source',
  'worker',
];

describe('the system', () => {
  let service: Service;

  beforeAll(async () => {
    service = await aService();
    await until(async () =>
      (await service.get('/system/info')).body.linkedin_profiles_integration.available ? 1 : null,
    );
  });

  afterAll(() => service.close());

  it('reports in /system/info that profiles are saved, and where each backend is', async () => {
    const { body } = await service.get('/system/info').expect(200);
    expect(body.linkedin_profiles_integration).toEqual({
      auto_save_enabled: true,
      table_name: 'linkedin_profiles',
      available: true,
      problem: null,
      manual_save_endpoint: '/jobs/{job_id}/save-to-linkedin-profiles',
    });
    const { paths } = (await service.bare.get('/openapi.json').expect(200)).body;
    for (const endpoint of Object.values<string>(body.endpoints)) {
      const [method = '', path = ''] = endpoint.split(' ');
      expect({ endpoint, known: paths[path]?.[method.toLowerCase()] !== undefined }).toEqual({ endpoint, known: true });
    }
  });

  it('is excellent on embedded stores with the sandbox', async () => {
    const body = await until(async () => {
      const { body: health } = await service.get('/system/health').expect(200);
      // On a busy machine, a store may answer a probe too late.
      return health.health_score === 100 ? health : null;
    });
    expect(body).toMatchObject({
      timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
      health_score: 100,
      health_status: 'excellent',
      issues: [],
      components: Object.fromEntries(COMPONENTS.map((name) => [name, { status: 'healthy', problem: null }])),
    });
    expect(Object.keys(body.components)).toEqual(COMPONENTS);
    expect(body.components).toMatchObject({
      token_manager: { total_tokens: 0, available_tokens: 0 },
      job_queue: { queue_size: 0 },
      profile_source: { source: 'sandbox', circuit: 'closed', takes_member_urls: true, takes_emails: true },
      worker: { role: 'all', runs_here: true },
    });
  });

  it('counts a finished job, in JSON and for Prometheus', async () => {
    const emails = ['ann@example.com', 'notfound-bob@example.com'];
    const { body: job } = await service.post('/jobs/create-batch', { emails }).expect(200);
    await until(async () => ((await service.get(`/jobs/${job.job_id}`)).body.completed_at ? 1 : null));
    const metrics = await until(async () => {
      const { body } = await service.get('/system/metrics').expect(200);
      // Figures that take too long are null.
      return body.emails?.processed === 2 && body.tokens !== null ? body : null;
    });
    expect(metrics).toMatchObject({
      tokens: { total_tokens: 0 },
      jobs: { queue_size: 0, total_jobs: 1, status_breakdown: { completed: 1 }, priority_breakdown: { NORMAL: 1 } },
      emails: { total: 2, processed: 2, failed: 1, saved: 1 },
    });
    const text = await until(async () => {
      const { text: found } = await service.bare.get('/metrics').set('Authorization', `Bearer ${KEY}`).expect(200);
      return found.includes('profile_service_component_health{component="supabase"} 1') ? found : null;
    });
    expect(text).toContain('profile_service_jobs{status="completed"} 1');
    expect(text).toContain('profile_service_emails{state="failed"} 1');
    expect(text).toMatch(/http_request_duration_seconds_count\{method="GET",route="\/jobs\/:\w+",status="200"\} \d/);
    expect(text).not.toMatch(/example\.com/);
    expect(text).not.toContain(job.job_id);
  });

  it('says in its log when a job, a batch, an upload and an erasure begin and end, and nothing about people', async () => {
    const lines = nestLines(service.app);
    await service.post(BATCH, { profiles: [item('ann-logged'), item('notfound-logged')] }).expect(201);
    const { body: upload } = await service
      .post('/jobs/upload')
      .type('text/csv')
      .send('email\ncarl@logged.example\n')
      .expect(200);
    const wanted = ['Job completed', 'Erasure completed'];
    await service.post('/api/v1/people/erase', { linkedin_url: memberUrl('ann-logged') }).expect(200);
    await until(async () => wanted.every((end) => lines.some((line) => line.includes(end))) || null);
    const told = lines.filter((line) => /"kind":"(job|batch|upload|erasure)"/.test(line));
    const count = (id: string, end: string) => told.filter((line) => line.includes(id) && line.includes(end)).length;
    for (const end of ['Job created', 'Job started', 'Job completed', 'Upload completed'])
      expect({ end, times: count(upload.job_id, end) }).toEqual({ end, times: 1 });
    for (const end of ['Batch started', 'Batch completed', 'Upload started', 'Erasure started', 'Erasure completed'])
      expect({ end, times: count('', end) }).toEqual({ end, times: 1 });
    expect(told.find((line) => line.includes('Batch completed'))).toMatch(
      /"outcome":"completed","items":2,"successful":1,"failed":1,"duration_ms":\d+/,
    );
    expect(lines.join('\n')).not.toMatch(/logged/);
  });

  it('counts items, batches, jobs and calls by how they ended', async () => {
    const { text } = await service.get('/metrics').expect(200);
    for (const sample of [
      'profile_service_items_total{intake="batch",outcome="not_found"}',
      'profile_service_items_total{intake="job",outcome="completed"}',
      'profile_service_batches_ended_total{mode="sync",status="completed"}',
      'profile_service_jobs_ended_total{status="completed"}',
      'profile_service_jobs_created_total',
      'profile_service_upstream_request_duration_seconds_count{source="sandbox",asked_for="url",outcome="profile_not_found"}',
      'profile_service_upstream_request_duration_seconds_count{source="sandbox",asked_for="email",outcome="found"}',
      'profile_service_shared_outbox_rows',
    ])
      expect(text).toMatch(new RegExp(`^${sample.replaceAll(/[{}]/g, '\\$&')} \\d`, 'm'));
  });

  (hasPromtool ? it : it.skip)('has metrics that promtool has no complaint about', async () => {
    const { text } = await service.get('/metrics').expect(200);
    expect(promtool(['check', 'metrics'], text)).toBe('');
  });

  it('deletes nothing before its retention period is over', async () => {
    const { body } = await service.post('/system/cleanup').expect(200);
    expect(body).toEqual({ success: true, message: '0 finished jobs deleted', jobs_cleaned: 0 });
  });

  it('is ready with all of its stores', async () => {
    expect(await whenReady(service)).toMatchObject({
      status: 'ok',
      details: { supabase: { status: 'up' }, queue: { status: 'up' }, dynamodb: { status: 'up' } },
    });
  });

  it.each(['/system/info', '/system/health', '/system/metrics', '/metrics'])('needs a key for %s', async (path) => {
    await service.bare.get(path).expect(403);
  });
});

describe('the system without DynamoDB', () => {
  let service: Service;
  /** Accepts requests and never responds. */
  let silent: Server;

  beforeAll(async () => {
    process.env['AWS_ACCESS_KEY_ID'] ??= 'local';
    process.env['AWS_SECRET_ACCESS_KEY'] ??= 'local';
    silent = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    service = await aService({ AWS_REGION: 'us-east-1', AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${port}` });
  });

  afterAll(async () => {
    await service.close();
    silent.closeAllConnections();
    silent.close();
  });

  it('is degraded, but ready', async () => {
    const body = await until(async () => {
      const { status, body: readiness } = await service.bare.get('/health/ready');
      return status === 200 ? readiness : null;
    });
    expect(body).toMatchObject({
      status: 'degraded',
      details: { supabase: { status: 'up' }, queue: { status: 'up' }, dynamodb: { status: 'degraded' } },
    });
    expect(body.details.dynamodb.message).toEqual(expect.any(String));
  });

  it('reports it although DynamoDB never responds', async () => {
    const body = await until(async () => {
      const { body: health } = await service.get('/system/health').expect(200);
      return health.components.supabase.status === 'healthy' && health.components.job_queue.status === 'healthy'
        ? health
        : null;
    });
    expect(body.health_status).not.toBe('excellent');
    expect(body.components).toMatchObject({
      linkedin_profiles: { status: 'unhealthy', available: false, table_name: 'linkedin_profiles' },
    });
    expect(body.issues).toContainEqual(expect.stringMatching(/^linkedin_profiles is unhealthy: /));
    const info = await service.get('/system/info').expect(200);
    expect(info.body.linkedin_profiles_integration).toMatchObject({ available: false, problem: expect.any(String) });
  });
});
