import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { json, startBearerApiStandIn, type BearerApiStandIn } from '../fixtures/bearer-api/bearer-api-stand-in.js';
import { PDL_KEY, startPdlStandIn, type PdlStandIn } from '../fixtures/people-data-labs/pdl-stand-in.js';
import * as reply from '../fixtures/people-data-labs/replies.js';
import { isFullExtent } from '../support/extent.js';
import { built } from '../support/jest-worker.js';
import { aService, BATCH, item, type Service } from '../support/service.js';
import { until } from '../support/until.js';

/** More than are in flight at once. */
const POOR = isFullExtent ? 100 : 50;

const emails = (name: string, number: number) =>
  Array.from({ length: number }, (_, index) => `${name}-${index}@example.com`);

describe('several sources', () => {
  let pdl: PdlStandIn;
  let bearerApi: BearerApiStandIn;
  let service: Service;

  beforeAll(async () => {
    [pdl, bearerApi] = await Promise.all([startPdlStandIn(), startBearerApiStandIn()]);
    service = await aService({
      PROFILE_SOURCE: 'people-data-labs,sandbox',
      EMAIL_SOURCE: 'bearer-api,sandbox',
      PDL_API_KEY: PDL_KEY,
      PDL_BASE_URL: pdl.base,
      BEARER_API_URL: `${bearerApi.base}/{email}`,
    });
    await service.post('/tokens/add', { token: 'a-token-of-the-bearer-api', token_id: 'one' }).expect(201);
  });

  afterAll(async () => {
    await service.close();
    await Promise.all([pdl.close(), bearerApi.close()]);
  });

  const finished = async (addresses: string[], config: object = {}) => {
    const { body } = await service.post('/jobs/create-batch', { emails: addresses, config }).expect(200);
    await until(async () => {
      const { body: job } = await service.get(`/jobs/${body.job_id}`).expect(200);
      return job.status === 'completed' ? job : null;
    });
    return (await service.get(`/jobs/${body.job_id}/results?limit=500`).expect(200)).body;
  };

  it('are asked in order for a member URL, and the result says which one answered', async () => {
    const { body } = await service.post(BATCH, { profiles: [item('ann'), item('notfound-ann')] }).expect(201);
    const notFound = { source: 'people-data-labs', outcome: 'not_found' };
    expect(body.results[0].pipeline_metadata).toMatchObject({
      status: 'completed',
      source: 'sandbox',
      sources_asked: [notFound, { source: 'sandbox', outcome: 'found' }],
      attempts: 2,
    });
    expect(body.results[1].pipeline_metadata).toMatchObject({
      status: 'failed',
      sources_asked: [notFound, { source: 'sandbox', outcome: 'not_found' }],
      errors: [{ error_code: 'PROFILE_NOT_FOUND' }],
    });
  });

  it('are asked in order for an email address', async () => {
    bearerApi.serve(json('{"persons": [{"displayName": "Ann", "linkedInUrl": "linkedin.com/in/ann-of-the-api"}]}'));
    const { results } = await finished(['ann@example.com']);
    expect(results).toMatchObject([
      {
        email: 'ann@example.com',
        token_used: 'one',
        data: { persons: [{ displayName: 'Ann' }] },
        source: 'bearer-api',
        sources_asked: [{ source: 'bearer-api', outcome: 'found' }],
        profile_id: expect.any(String),
      },
    ]);
    bearerApi.serve(json('{"persons": [{}]}'));
    const { results: others } = await finished(['bob@example.com']);
    expect(others).toMatchObject([
      {
        email: 'bob@example.com',
        data: { full_name: expect.any(String) },
        source: 'sandbox',
        sources_asked: [
          { source: 'bearer-api', outcome: 'not_found' },
          { source: 'sandbox', outcome: 'found' },
        ],
      },
    ]);
  });

  it('lead to one member, whether found by email address or by the URL in that answer', async () => {
    bearerApi.serve(json('{"persons": []}'));
    const { results } = await finished(['carol@example.com']);
    const [{ profile_id, data }] = results;
    const profile = { linkedin_url: data.linkedin_url, suggested_role: 'CTO' };
    const { body } = await service.post(BATCH, { profiles: [profile] }).expect(201);
    expect(body.results[0]).toMatchObject({ id: profile_id, name: data.full_name });
    const found = await service.get('/api/v1/profiles?email=carol@example.com').expect(200);
    expect(found.body.data).toMatchObject([{ id: profile_id }]);
  });

  it('make up for one without credits, which is not asked for every address', async () => {
    bearerApi.serve(json('{"error": "pay first"}', 402));
    const before = bearerApi.calls.length;
    const { results, errors } = await finished(emails('poor', POOR), { store_profile: isFullExtent });
    expect({ results: results.length, errors }).toEqual({ results: POOR, errors: [] });
    // No more than were in flight when the first rejection arrived.
    expect(bearerApi.calls.length - before).toBeLessThanOrEqual(32);
    const { body } = await service.get('/system/health').expect(200);
    expect(body.components.profile_source).toMatchObject({
      status: 'degraded',
      problem: expect.stringMatching(/^bearer-api: .*credits/),
      source: 'people-data-labs,sandbox',
      takes_member_urls: true,
      takes_emails: true,
      sources: [
        { name: 'people-data-labs', asked_by: ['url'], account_problem: null },
        { name: 'sandbox', asked_by: ['url', 'email'], side: 'sandbox, synthetic people' },
        { name: 'bearer-api', asked_by: ['email'], account_problem: expect.stringMatching(/credits/) },
      ],
    });
  });

  it('have a row each in the table at startup', async () => {
    const { backends } = await built<typeof import('../../src/start/backends.js')>('start/backends.js');
    expect(backends(service.app).slice(-3)).toEqual([
      { name: 'profile source', driver: 'real', place: `people-data-labs at ${new URL(pdl.base).host}` },
      { name: 'profile source', driver: 'embedded', place: 'sandbox, synthetic people' },
      { name: 'email source', driver: 'real', place: `bearer-api at ${new URL(bearerApi.base).host}` },
    ]);
  });

  it('are not asked after an ordinary failure', async () => {
    pdl.serve('down', reply.failure(400, 'bad_request'));
    const { body } = await service.post(BATCH, { profiles: [item('down')] }).expect(201);
    expect(body.results[0].pipeline_metadata).toMatchObject({
      sources_asked: [{ source: 'people-data-labs', outcome: 'failed' }],
      errors: [{ error_code: 'INVALID_REQUEST' }],
    });
  });
});
