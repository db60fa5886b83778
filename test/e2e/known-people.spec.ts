import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { json, startBearerApiStandIn, type BearerApiStandIn } from '../fixtures/bearer-api/bearer-api-stand-in.js';
import { freshDataDirectory } from '../support/fresh-data-directory.js';
import { built } from '../support/jest-worker.js';
import { aService, BATCH, item, type Service } from '../support/service.js';
import { paused } from '../support/supabase-faults.js';
import { SupabaseStandIn } from '../support/supabase-stand-in.js';
import { until } from '../support/until.js';

const nobody = json('{"persons": []}');
const KNOWN = expect.stringMatching(
  /^Profile not found: Known since \d{4}-.*Z; the profile source is asked again after \d{4}-.*Z$/,
);

/** Without the fields that say when and how it came here. */
const person = ({ email, data, profile_id, source, timestamp }: Record<string, unknown>): object => {
  return { email, data, profile_id, source, timestamp };
};

describe('people who are known before a source is called', () => {
  let bearerApi: BearerApiStandIn;
  let directory: string;
  let project: SupabaseStandIn;
  let service: Service;

  const start = async (environment: object = {}) => {
    service = await aService({ BEARER_API_URL: `${bearerApi.base}/{email}`, ...environment }, directory);
  };
  const restart = async (environment: object) => {
    await service.close();
    await start(environment);
  };
  const job = async (emails: string[], config: object = {}) => {
    const { body } = await service.post('/jobs/create-batch', { emails, config }).expect(200);
    const { job_id } = body;
    await until(async () => {
      const { body: detail } = await service.get(`/jobs/${job_id}`).expect(200);
      return detail.status === 'completed' ? detail : null;
    });
    const { body: results } = await service.get(`/jobs/${job_id}/results?limit=500`).expect(200);
    return { job_id, results: results.results, errors: results.errors };
  };
  const calls = async <T>(work: () => Promise<T>): Promise<{ calls: number; result: T }> => {
    const before = bearerApi.calls.length;
    const result = await work();
    return { calls: bearerApi.calls.length - before, result };
  };
  const somebodyForEach = () =>
    bearerApi.serve((response) => {
      const name = decodeURIComponent(bearerApi.calls.at(-1)!.path.slice(1)).split('@')[0];
      json(`{"persons": [{"displayName": "${name}", "linkedInUrl": "linkedin.com/in/${name}-of-the-api"}]}`)(response);
    });

  beforeAll(async () => {
    [bearerApi, directory, project] = await Promise.all([
      startBearerApiStandIn(),
      freshDataDirectory(),
      SupabaseStandIn.open(),
    ]);
    await start();
    await service.post('/tokens/add', { token: 'a-token-of-the-bearer-api', token_id: 'one' }).expect(201);
  });

  afterAll(async () => {
    await service.close();
    await Promise.all([project.close(), bearerApi.close(), rm(directory, { recursive: true, force: true })]);
  });

  it('are the results of a job that takes them, without a call', async () => {
    somebodyForEach();
    const emails = ['ann@example.com', 'bob@example.com', 'cleo@example.com'];
    const first = await calls(() => job(emails));
    expect(first).toMatchObject({ calls: 3, result: { errors: [] } });
    const second = await calls(() => job([...emails, 'dora@example.com'], { max_age_hours: 1 }));
    expect(second.calls).toBe(1);
    const [dora, ...others] = second.result.results.toReversed();
    expect(dora).toMatchObject({ email: 'dora@example.com', token_used: 'one' });
    expect(others.toReversed().map(person)).toEqual(first.result.results.map(person));
    for (const result of others) {
      expect(result).toMatchObject({ sources_asked: [], token_used: null, saved_to_linkedin_profiles: true });
      const row = await service.get(`/linkedin-profiles/${result.email}`).expect(200);
      expect(row.body).toMatchObject({ job_id: second.result.job_id, profile_data: result.data });
    }
    expect(await calls(() => job(emails, { max_age_hours: null }))).toMatchObject({ calls: 3 });
  });

  it('are paid once if nobody is found, by whichever job or batch', async () => {
    bearerApi.serve(nobody);
    const emails = ['nobody-1@example.com', 'nobody-2@example.com'];
    const first = await calls(() => job(emails));
    expect(first).toMatchObject({ calls: 2, result: { errors: [{ attempts: 1 }, { attempts: 1 }] } });
    expect(await calls(() => job(emails))).toMatchObject({
      calls: 0,
      result: {
        results: [],
        errors: emails.map((email) => ({
          email,
          error: KNOWN,
          error_type: 'not_found',
          retryable: false,
          attempts: 0,
          token_used: null,
          sources_asked: [{ source: 'bearer-api', outcome: 'known_not_found' }],
        })),
      },
    });
    for (const outcome of ['not_found', 'known_not_found']) {
      const { body } = await service.post(BATCH, { profiles: [item('notfound-ann')] }).expect(201);
      expect(body.results[0].pipeline_metadata).toMatchObject({
        sources_asked: [{ source: 'sandbox', outcome }],
        errors: [{ error_code: 'PROFILE_NOT_FOUND', retryable: false }],
      });
    }
  });

  it('are looked up at a new source although the other one does not know them', async () => {
    await restart({ EMAIL_SOURCE: 'bearer-api,sandbox', NOT_FOUND_MAX_AGE_HOURS: '2' });
    const outcomes = [
      { source: 'bearer-api', outcome: 'known_not_found' },
      { source: 'sandbox', outcome: 'found' },
    ];
    expect(await calls(() => job(['nobody-1@example.com']))).toMatchObject({
      calls: 0,
      result: { errors: [], results: [{ source: 'sandbox', sources_asked: outcomes }] },
    });
  });

  it('are asked for again after NOT_FOUND_MAX_AGE_HOURS', async () => {
    const { SqlDatabase } = await built<typeof import('../../src/infrastructure/postgres/sql-database.js')>(
      'infrastructure/postgres/sql-database.js',
    );
    await service.app
      .get(SqlDatabase, { strict: false })
      .query(`update lookup_misses set missed_at = missed_at - interval '121 minutes'`);
    somebodyForEach();
    expect(await calls(() => job(['nobody-2@example.com']))).toMatchObject({
      calls: 1,
      result: { errors: [], results: [{ source: 'bearer-api', data: { persons: [{ displayName: 'nobody-2' }] } }] },
    });
  });

  it('are waited for while their store is away, but only by a job that takes them', async () => {
    const settings = { SUPABASE_URL: project.url, SUPABASE_SERVICE_ROLE_KEY: project.secretKey };
    await restart(settings);
    somebodyForEach();
    expect(await calls(() => job(['eve@example.com']))).toMatchObject({ calls: 1 });
    project.play(paused);
    expect(await calls(() => job(['finn@example.com']))).toMatchObject({
      calls: 1,
      result: { results: [{ email: 'finn@example.com', profile_id: null }] },
    });
    const config = { max_age_hours: 1 };
    const { body } = await service.post('/jobs/create-batch', { emails: ['eve@example.com'], config }).expect(200);
    const waiting = async () => {
      const { body: detail } = await service.get(`/jobs/${body.job_id}`).expect(200);
      return detail.waiting_for === 'store' ? detail : null;
    };
    expect(await calls(() => until(waiting))).toMatchObject({ calls: 0, result: { processed_emails: 0 } });
  });
});
