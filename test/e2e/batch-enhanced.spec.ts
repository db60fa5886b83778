import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ingestBatch } from '../../clients/typescript/src/index.js';
import { spellingOf } from '../support/linkedin-url.arbitraries.js';
import { aService, BATCH, item, memberUrl, type Service } from '../support/service.js';
import { typedClient } from '../support/typed-client.js';

const RESULT_FIELDS = [
  'id',
  'linkedin_id',
  'name',
  'url',
  'position',
  'about',
  'city',
  'country_code',
  'followers',
  'connections',
  'profile_image_url',
  'current_company',
  'experience',
  'education',
  'certifications',
  'suggested_role',
  'source',
  'fetched_at',
  'stale',
  'companies_processed',
  'pipeline_metadata',
  'created_at',
  'updated_at',
];
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

describe('POST /api/v1/profiles/batch-enhanced', () => {
  let service: Service;

  beforeAll(async () => {
    service = await aService();
  });

  afterAll(() => service.close());

  it('stores a profile and returns every field of the contract', async () => {
    const client = await typedClient(service);
    const request = { profiles: [item('ann')], max_concurrent: 2 };
    const { data: body, response } = await ingestBatch({ client, body: request, throwOnError: true });

    expect(response.status).toBe(201);
    expect(body).toMatchObject({
      batch_id: expect.stringMatching(UUID),
      total_requested: 1,
      successful: 1,
      failed: 0,
      started_at: expect.stringMatching(TIMESTAMP),
      completed_at: expect.stringMatching(TIMESTAMP),
      processing_time_seconds: expect.any(Number),
    });
    const [result] = 'results' in body ? body.results : [];
    if (result?.pipeline_metadata.status !== 'completed') throw new Error('The profile was not stored');
    expect(Object.keys(result)).toEqual(expect.arrayContaining(RESULT_FIELDS));
    expect(result).toMatchObject({
      id: expect.stringMatching(UUID),
      url: memberUrl('ann'),
      suggested_role: 'CTO',
      created_at: expect.stringMatching(TIMESTAMP),
      pipeline_metadata: {
        pipeline_id: expect.stringMatching(UUID),
        status: 'completed',
        companies_failed: 0,
        has_embeddings: true,
        processing_time: expect.stringMatching(TIMESTAMP),
        processing_time_ms: expect.any(Number),
        attempts: 1,
        cached: false,
        warnings: [],
      },
    });
    expect(result.experience.length).toBeGreaterThan(0);
    const companies = result.companies_processed ?? [];
    expect(companies.length).toBe(result.pipeline_metadata.companies_found);
    for (const company of companies) {
      expect(company).toMatchObject({
        id: expect.stringMatching(UUID),
        company_name: expect.any(String),
        linkedin_url: expect.stringContaining('/company/'),
        action: expect.stringMatching(/^(created|updated|unchanged)$/),
      });
    }
  });

  it('returns a result for every item in request order if some of them fail', async () => {
    const profiles = [item('private-one'), item('bob'), item('notfound-two'), item('flaky-three')];
    const { body } = await service.post(BATCH, { profiles }).expect(201);
    expect(body).toMatchObject({ total_requested: 4, successful: 2, failed: 2 });
    expect(body.results.map(({ url }: { url: string }) => url)).toEqual(
      profiles.map(({ linkedin_url }) => linkedin_url),
    );
    const failed = body.results[2];
    expect(Object.keys(failed)).toEqual(expect.arrayContaining(RESULT_FIELDS));
    expect(failed).toMatchObject({
      id: '',
      name: `Failed: ${memberUrl('notfound-two')}`,
      url: memberUrl('notfound-two'),
      position: 'Processing Failed',
      about: 'Error: Profile not found',
      experience: [],
      education: [],
      certifications: [],
      companies_processed: null,
      pipeline_metadata: {
        status: 'failed',
        errors: [
          {
            error: 'Profile not found',
            details: 'LinkedIn profile is private or does not exist',
            error_code: 'PROFILE_NOT_FOUND',
            stage: 'fetch',
            retryable: false,
          },
        ],
      },
      created_at: body.started_at,
    });
    expect(body.results[3].pipeline_metadata.attempts).toBe(3);
  });

  it('returns 201 even if every item failed, and quotes each URL as it was sent', async () => {
    const sent = 'LinkedIn.com/in/private-x?trk=1';
    const { body } = await service.post(BATCH, { profiles: [item('x', { linkedin_url: sent })] }).expect(201);
    expect(body).toMatchObject({ successful: 0, failed: 1, results: [{ name: `Failed: ${sent}`, url: sent }] });
  });

  it('keeps ID and creation time when a member is ingested again, and stores the new role', async () => {
    const first = await service.post(BATCH, { profiles: [item('carol')] });
    const second = await service.post(BATCH, {
      profiles: [item('carol', { suggested_role: 'CISO', name: 'Dr Carol' })],
    });
    expect(second.body.results[0]).toMatchObject({
      id: first.body.results[0].id,
      created_at: first.body.results[0].created_at,
      suggested_role: 'CISO',
      name: 'Dr Carol',
    });
    const actions = second.body.results[0].companies_processed.map(({ action }: { action: string }) => action);
    expect(new Set(actions)).toEqual(new Set(['unchanged']));
  });

  it('fetches no companies if they are not requested', async () => {
    const { body } = await service.post(BATCH, { profiles: [item('dave', { include_companies: false })] });
    expect(body.results[0]).toMatchObject({ companies_processed: null, pipeline_metadata: { companies_found: 0 } });
  });

  it('reports a company that cannot be fetched as a warning of a stored profile', async () => {
    const { body } = await service.post(BATCH, { profiles: [item('lostcompany-eve')] });
    expect(body.results[0].pipeline_metadata).toMatchObject({
      status: 'completed',
      companies_failed: 1,
      warnings: [
        { stage: 'companies', error: expect.stringContaining('could not be fetched'), details: expect.any(String) },
      ],
    });
  });

  it('returns two results for a profile that is listed twice', async () => {
    const { body } = await service.post(BATCH, { profiles: [item('frank'), item('frank')] });
    expect(body.successful).toBe(2);
    expect(body.results[0].id).toBe(body.results[1].id);
  });

  it('ignores unknown fields', async () => {
    await service.post(BATCH, { profiles: [item('ann', { colour: 'red' })], __proto__x: 1, unknown: {} }).expect(201);
  });

  it('accepts numbers and booleans as text', async () => {
    const profiles = [item('grace', { include_companies: 'false' })];
    const { body } = await service.post(BATCH, { profiles, max_concurrent: '2' }).expect(201);
    expect(body.results[0].companies_processed).toBeNull();
  });

  it('finds the same profile for any spelling of its URL', async () => {
    const { body } = await service.post(BATCH, { profiles: [item('ann-spelled', { include_companies: false })] });
    const { id } = body.results[0];
    await fc.assert(
      fc.asyncProperty(fc.array(spellingOf('ann-spelled'), { minLength: 1, maxLength: 10 }), async (spellings) => {
        const profiles = spellings.map((linkedin_url) => item('', { linkedin_url, include_companies: false }));
        const answer = await service.post(BATCH, { profiles }).expect(201);
        expect(answer.body.results.map((result: { id: string }) => result.id)).toEqual(spellings.map(() => id));
      }),
      { numRuns: 15 },
    );
  });

  it('can be read again by its ID', async () => {
    const { body } = await service.post(BATCH, { profiles: [item('heidi'), item('private-h')] });
    const { body: state } = await service.get(`/api/v1/profiles/batches/${body.batch_id}`).expect(200);
    expect(state).toMatchObject({ ...body, status: 'completed' });
  });
});
