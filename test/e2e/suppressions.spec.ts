import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { json, startBearerApiStandIn, type BearerApiStandIn } from '../fixtures/bearer-api/bearer-api-stand-in.js';
import { freshDataDirectory } from '../support/fresh-data-directory.js';
import { whenReady } from '../support/ready.js';
import { aService, BATCH, item, type Service } from '../support/service.js';
import { paused } from '../support/supabase-faults.js';
import { SupabaseStandIn } from '../support/supabase-stand-in.js';
import { until } from '../support/until.js';

const SUPPRESSIONS = '/api/v1/people/suppressions';
const REFUSED = { error_code: 'PERSON_SUPPRESSED', stage: 'resolve', retryable: false };

describe('people who asked not to be stored', () => {
  let bearerApi: BearerApiStandIn;
  let directory: string;
  let service: Service;

  const start = async (environment: object = {}) => {
    service = await aService({ BEARER_API_URL: `${bearerApi.base}/{email}`, ...environment }, directory);
  };
  const suppress = async (...entries: object[]) => {
    const { body } = await service.post(SUPPRESSIONS, { entries }).expect(200);
    return body;
  };
  const ended = async (job_id: string) => {
    await until(async () => {
      const { body } = await service.get(`/jobs/${job_id}`).expect(200);
      return ['completed', 'failed'].includes(body.status as string) || null;
    });
    const [{ body: detail }, { body: results }] = [
      await service.get(`/jobs/${job_id}`).expect(200),
      await service.get(`/jobs/${job_id}/results?limit=500`).expect(200),
    ];
    return { status: detail.status, results: results.results, errors: results.errors };
  };
  const job = async (list: object) => {
    const { body } = await service.post('/jobs/create-batch', list).expect(200);
    return ended(body.job_id as string);
  };
  const callsOf = async (work: () => Promise<unknown>) => {
    const before = bearerApi.calls.length;
    await work();
    return bearerApi.calls.length - before;
  };
  const everybodyIs = (linkedInUrl: string, id?: string) =>
    bearerApi.serve(
      json(JSON.stringify({ persons: [{ displayName: 'Some Body', linkedInUrl, ...(id && { profile_id: id }) }] })),
    );

  beforeAll(async () => {
    [bearerApi, directory] = await Promise.all([startBearerApiStandIn(), freshDataDirectory()]);
    await start();
    await service.post('/tokens/add', { token: 'a-token-of-the-bearer-api', token_id: 'one' }).expect(201);
  });
  afterAll(async () => {
    await service.close();
    await Promise.all([bearerApi.close(), rm(directory, { recursive: true, force: true })]);
  });

  it('are added as a list, of which invalid entries are told, and are never shown', async () => {
    const entries = [
      { linkedin_url: 'HTTPS://DE.LinkedIn.com/in/Quiet-P%C3%A9rson/details/experience?x=1' },
      { email: ' Quiet@Example.COM ' },
      { linkedin_url: 'https://example.com/in/x' },
      { email: 'no address' },
      {},
      'text',
      { linkedin_url: null, email: 'quiet@example.com' },
      { linkedin_url: 'linkedin.com/in/both', email: 'both@example.com' },
    ];
    const answer = await suppress(...(entries as object[]));
    expect(answer).toMatchObject({ added: 3, already_suppressed: 1 });
    expect(answer.invalid.map(({ index, field }: Record<string, unknown>) => [index, field])).toEqual([
      [2, 'linkedin_url'],
      [3, 'email'],
      [4, null],
      [5, null],
    ]);
    const { body, text } = await service.get(SUPPRESSIONS).expect(200);
    expect(body.data).toHaveLength(4);
    expect(body.data[0]).toEqual({
      id: expect.any(String),
      kind: expect.stringMatching(/^(slug|email)$/),
      reason: 'request',
      created_at: expect.any(String),
      created_by: expect.any(String),
    });
    expect(text).not.toMatch(/quiet|[\da-f]{64}/i);
    const { body: audit } = await service.get('/system/audit').expect(200);
    expect(audit.data[0]).toMatchObject({ action: 'people.suppressed', target: null, details: { added: 3 } });
    await service.post(SUPPRESSIONS, { entries: [] }).expect(422);
    await service.post(SUPPRESSIONS, {}).expect(422);
  });

  it.each([
    'https://www.linkedin.com/in/quiet-pérson/',
    'http://linkedin.com/in/QUIET-PÉRSON',
    'fr.linkedin.com/in/quiet-p%C3%A9rson?trk=x#y',
    'https://m.linkedin.com/in/quiet-pe\u0301rson/details/skills/',
  ])('are refused in a batch as %s, before any call', async (linkedin_url) => {
    const { body } = await service.post(BATCH, { profiles: [item('', { linkedin_url }), item('loud')] }).expect(201);
    expect(body).toMatchObject({ successful: 1, failed: 1 });
    expect(body.results[0]).toMatchObject({
      url: linkedin_url,
      about: 'Error: This person asked not to be stored',
      pipeline_metadata: { status: 'failed', sources_asked: [], errors: [REFUSED] },
    });
    const { body: kept } = await service.get(`/api/v1/profiles/batches/${body.batch_id}`).expect(200);
    expect(kept.results[0]).toMatchObject({ url: null, pipeline_metadata: { errors: [REFUSED] } });
    const { body: single } = await service.post('/api/v1/profiles', item('', { linkedin_url })).expect(451);
    expect(single).toMatchObject({ error_code: 'PERSON_SUPPRESSED', details: { retryable: false } });
    await service.get(`/api/v1/profiles?linkedin_url=${encodeURIComponent(linkedin_url)}`).expect(200, /"total":0/);
  });

  it('are refused in a background batch', async () => {
    const linkedin_url = 'https://www.linkedin.com/in/quiet-pérson/';
    const { body } = await service
      .post(BATCH, { profiles: [item('', { linkedin_url })] })
      .set('Prefer', 'respond-async')
      .expect(202);
    const result = await until(async () => {
      const { body: state } = await service.get(`/api/v1/profiles/batches/${body.batch_id}`).expect(200);
      return state.status === 'completed' ? state : null;
    });
    expect(result).toMatchObject({ failed: 1, results: [{ url: null, pipeline_metadata: { errors: [REFUSED] } }] });
  });

  it('are refused in jobs and counted in estimates, without a call', async () => {
    everybodyIs('https://www.linkedin.com/in/loud/');
    const refused = { success: false, error_type: 'suppressed', retryable: false, attempts: 0, sources_asked: [] };
    const made = await callsOf(async () => {
      const byEmail = await job({ emails: ['QUIET@example.com', 'Both@Example.com'] });
      expect(byEmail).toMatchObject({ status: 'completed', results: [], errors: [refused, refused] });
      const items = [
        { linkedin_url: 'https://uk.linkedin.com/in/Both', custom: { row: '1' } },
        { linkedin_url: 'https://www.linkedin.com/in/loud-2', email: 'both@example.com' },
      ];
      const byUrl = await job({ items });
      expect(byUrl.errors).toMatchObject([{ ...refused, custom: { row: '1' } }, refused]);
      const { body: estimate } = await service.post('/jobs/estimate', { items }).expect(200);
      expect(estimate).toMatchObject({ total: 2, suppressed: 2, to_fetch: 0, worst_cost: 0 });
      const { body: upload } = await service.bare
        .post('/jobs/upload')
        .set('X-API-Key', 'test-key')
        .set('Content-Type', 'text/csv')
        .send('Email,Note\nquiet@example.com,kept\n')
        .expect(200);
      const { errors } = await ended(upload.job_id as string);
      expect(errors).toMatchObject([{ ...refused, custom: { Note: 'kept' } }]);
      const csv = await service.get(`/jobs/${upload.job_id}/results?format=csv`).expect(200);
      expect(csv.text).toMatch(/This person asked not to be stored/);
      await service.post(`/jobs/${upload.job_id}/retry-failed`).expect(200);
      expect(await ended(upload.job_id as string)).toMatchObject({ status: 'completed', errors });
    });
    expect(made).toBe(0);
  });

  it('are not stored if only the answer tells who it is, and then the address is suppressed too', async () => {
    everybodyIs('https://www.linkedin.com/in/both/');
    const refused = { error_type: 'suppressed', retryable: false };
    const first = await callsOf(async () =>
      expect(await job({ emails: ['other@example.com'] })).toMatchObject({ results: [], errors: [refused] }),
    );
    expect(first).toBe(1);
    await service.get('/linkedin-profiles/other@example.com').expect(404);
    await service.get('/api/v1/profiles?email=other@example.com').expect(200, /"total":0/);
    const again = await callsOf(() => job({ emails: ['other@example.com'], config: { store_profile: false } }));
    expect(again).toBe(0);
    const unstored = await callsOf(async () => {
      const config = { store_profile: false };
      expect(await job({ emails: ['third@example.com'], config })).toMatchObject({ results: [], errors: [refused] });
      expect(await job({ emails: ['third@example.com'], config })).toMatchObject({
        errors: [{ ...refused, attempts: 0 }],
      });
    });
    expect(unstored).toBe(1);
    await service.get('/linkedin-profiles/third@example.com').expect(404);
  });

  it('stay where they are stored, and everything that leads to them is suppressed', async () => {
    everybodyIs('https://www.linkedin.com/in/stored/');
    await job({ emails: ['stored@example.com'] });
    expect(await suppress({ email: 'stored@example.com' })).toMatchObject({ added: 1 });
    const { body } = await service.post(BATCH, { profiles: [item('stored')] }).expect(201);
    expect(body.results[0].pipeline_metadata.errors).toMatchObject([REFUSED]);
    await service.get('/api/v1/profiles?email=stored@example.com').expect(200, /"total":1/);
  });

  it('may be stored again after their entry was removed, with all that was found to lead to them', async () => {
    await service.delete(`${SUPPRESSIONS}?email=other@example.com`).expect(204);
    await service.delete(`${SUPPRESSIONS}?email=other@example.com`).expect(404);
    await service.delete(`${SUPPRESSIONS}?email=both@example.com`).expect(404);
    await service.delete(SUPPRESSIONS).expect(422);
    everybodyIs('https://www.linkedin.com/in/both/');
    const found = await job({ emails: ['third@example.com'] });
    expect(found).toMatchObject({ errors: [], results: [{ success: true }] });
    const { body } = await service.get(SUPPRESSIONS).expect(200);
    await service.delete(`${SUPPRESSIONS}/${body.data.at(-1).id}`).expect(204);
    await service.delete(`${SUPPRESSIONS}/${body.data.at(-1).id}`).expect(404);
    await service.delete(`${SUPPRESSIONS}/no-id`).expect(404);
  });

  it('are not stored by a process with another key: it is not ready, and says why', async () => {
    await suppress({ email: 'kept@example.com' });
    await service.close();
    await start({ SUPPRESSION_KEY: 'another key than the one in the data directory' });
    await until(async () => {
      const { status, text } = await service.get('/health/ready');
      return (status === 503 && /made with another key: set SUPPRESSION_KEY to that key/.test(text)) || null;
    });
    const calls = await callsOf(async () => {
      const { body: batch } = await service.post(BATCH, { profiles: [item('anybody')] }).expect(201);
      expect(batch.results[0].pipeline_metadata.errors).toMatchObject([{ error_code: 'STORE_UNAVAILABLE' }]);
      const { body: created } = await service.post('/jobs/create-batch', { emails: ['kept@example.com'] }).expect(200);
      await until(async () => {
        const { body: detail } = await service.get(`/jobs/${created.job_id}`).expect(200);
        return detail.status === 'processing' || null;
      });
      await service.post(SUPPRESSIONS, { entries: [{ email: 'new@example.com' }] }).expect(503);
    });
    expect(calls).toBe(0);
    await service.close();
    await start();
    await whenReady(service);
  });

  it('are refused in a job while the profile store is away, and nobody is fetched for a batch', async () => {
    const project = await SupabaseStandIn.open();
    await service.close();
    await start({ SUPABASE_URL: project.url, SUPABASE_SERVICE_ROLE_KEY: project.secretKey });
    await until(async () => (await service.bare.get('/health/ready')).status === 200 || null);
    await suppress({ email: 'away@example.com' });
    project.play(paused);
    everybodyIs('https://www.linkedin.com/in/loud/');
    const made = await callsOf(async () => {
      const { errors, results } = await job({ emails: ['away@example.com', 'here@example.com'] });
      expect(errors).toMatchObject([{ email: 'away@example.com', error_type: 'suppressed', attempts: 0 }]);
      expect(results).toMatchObject([{ email: 'here@example.com' }]);
    });
    expect(made).toBe(1);
    const { body } = await service.post(BATCH, { profiles: [item('anybody')] }).expect(201);
    expect(body.results[0].pipeline_metadata).toMatchObject({
      sources_asked: [],
      errors: [{ error_code: 'STORE_UNAVAILABLE', stage: 'resolve', retryable: true }],
    });
    await service.post(SUPPRESSIONS, { entries: [{ email: 'x@example.com' }] }).expect(503);
    project.recover();
    await service.close();
    await project.close();
  });
});
