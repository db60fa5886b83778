import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { holdPeople } from '../support/held-people.js';
import { aService, type Service } from '../support/service.js';
import { until } from '../support/until.js';

const run = promisify(execFile);

const CREATE = `curl -s -X POST "http://localhost:8000/jobs/create-batch" \\
  -H "Content-Type: application/json" \\
  -d '{
    "emails": ["john@company.com", "jane@company.com"],
    "priority": "HIGH"
  }'`;

/** Commands from the notes of users of the previous service, verbatim. */
describe('the commands of the guide to jobs, in local mode', () => {
  let service: Service;
  let job_id: string;

  beforeAll(async () => {
    service = await aService({ API_KEY: undefined });
    ({ job_id } = (await answerTo(CREATE)) as { job_id: string });
    await until(
      async () =>
        ((await answerTo('curl -s "http://localhost:8000/jobs/$JOB_ID"')) as { status: string }).status ===
          'completed' || null,
    );
  });

  afterAll(() => service.close());

  /** The output of a shell command, with the port of this service instead of 8000. */
  async function answerTo(command: string): Promise<unknown> {
    const { port } = service.app.getHttpServer().address() as AddressInfo;
    const { stdout } = await run('bash', ['-c', command.replace('localhost:8000', `127.0.0.1:${port}`)], {
      env: { ...process.env, JOB_ID: job_id },
    });
    return JSON.parse(stdout) as unknown;
  }

  it('create a job', async () => {
    expect(await answerTo(CREATE)).toMatchObject({
      success: true,
      job_id: expect.any(String),
      linkedin_profiles_auto_save: true,
      message:
        'Batch job created and queued for processing. LinkedIn profiles will be automatically saved to DynamoDB.',
    });
  });

  it('read its status and its results', async () => {
    expect(await answerTo('curl -s "http://localhost:8000/jobs/$JOB_ID"')).toMatchObject({ status: 'completed' });
    expect(await answerTo('curl -s "http://localhost:8000/jobs/$JOB_ID/results"')).toMatchObject({
      job_id,
      status: 'completed',
      total_results: 2,
      results: [
        { email: 'john@company.com', success: true, data: expect.any(Object), saved_to_linkedin_profiles: true },
        { email: 'jane@company.com', success: true, data: expect.any(Object), saved_to_linkedin_profiles: true },
      ],
      linkedin_profiles_stats: {
        total_profiles_fetched: 2,
        saved_to_linkedin_profiles: 2,
        failed_to_save_linkedin: 0,
        linkedin_db_available: true,
      },
    });
  });

  it('save its results manually', async () => {
    expect(
      await answerTo('curl -s -X POST "http://localhost:8000/jobs/$JOB_ID/save-to-linkedin-profiles"'),
    ).toMatchObject({
      success: true,
      message: 'Batch save completed',
      job_id,
      total_results: 2,
      failed_count: 0,
      linkedin_profiles_table: 'linkedin_profiles',
    });
  });

  it('show the state of the system', async () => {
    expect(await answerTo('curl -s "http://localhost:8000/system/info"')).toMatchObject({
      linkedin_profiles_integration: {
        auto_save_enabled: true,
        table_name: 'linkedin_profiles',
        available: true,
        manual_save_endpoint: expect.any(String),
      },
    });
    const health = await until(async () => {
      const found = (await answerTo('curl -s "http://localhost:8000/system/health"')) as {
        components: { linkedin_profiles: { status: string } };
      };
      // On a busy machine, a store may answer a probe too late.
      return found.components.linkedin_profiles.status === 'healthy' ? found : null;
    });
    expect(health).toMatchObject({
      health_score: expect.any(Number),
      components: { token_manager: { status: expect.any(String) } },
    });
    const metrics = await until(async () => {
      const found = (await answerTo('curl -s "http://localhost:8000/system/metrics"')) as Record<string, unknown>;
      // Figures that take too long are null.
      return ['tokens', 'jobs', 'emails'].every((name) => found[name] !== null) ? found : null;
    });
    expect(metrics).toMatchObject({
      timestamp: expect.any(String),
      tokens: expect.any(Object),
      jobs: expect.any(Object),
      emails: expect.any(Object),
      service: expect.any(Object),
    });
  });

  it('list active jobs with their statistics', async () => {
    const release = await holdPeople(service, 'held-john');
    const held = CREATE.replace('john@company.com', 'held-john@company.com');
    const { job_id: active } = (await answerTo(held)) as { job_id: string };
    // Others may be active too: those that were created before.
    const job = await until(async () => {
      const listed = (await answerTo('curl -s "http://localhost:8000/jobs/active"')) as { job_id: string }[];
      return listed.find((one) => one.job_id === active) ?? null;
    });
    expect(job).toMatchObject({ linkedin_profiles_stats: { linkedin_db_available: true } });
    release();
  });
});
