import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aService, item, memberUrl, BATCH, type Service } from '../support/service.js';
import { until } from '../support/until.js';

interface Shown {
  email_number: number;
  email: string | null;
  linkedin_url: string | null;
  custom: Record<string, string> | null;
  profile_id: string;
  saved_to_linkedin_profiles: boolean;
}

describe('a job over a list of items', () => {
  let service: Service;
  beforeAll(async () => {
    service = await aService({ API_KEY: undefined, UPSTREAM_MAX_ATTEMPTS: '1' });
  });
  afterAll(() => service.close());

  const create = (body: object) => service.bare.post('/jobs/create-batch').send(body);
  const ended = async (id: string) =>
    until(async () => {
      const { body } = await service.bare.get(`/jobs/${id}`).expect(200);
      return ['completed', 'failed'].includes(body.status) ? body : null;
    });
  const resultsOf = async (id: string) => (await service.bare.get(`/jobs/${id}/results`).expect(200)).body;
  const localKey = async () => (await readFile(`${service.dataDirectory}/api-key`, 'utf8')).trim();
  const api = async (path: string) =>
    (
      await service.bare
        .get(path)
        .set('X-API-Key', await localKey())
        .expect(200)
    ).body;

  it('finds people by URL, by address, and by address where the URL leads to nobody', async () => {
    const items = [
      { linkedin_url: 'linkedin.com/in/Jane-Doe?trk=x', suggested_role: 'cto', custom: { row: 1 } },
      { email: 'Bob <bob@example.com>', name: 'Robert', custom: { row: 2 } },
      { linkedin_url: memberUrl('notfound-cy'), email: 'cy@example.com', custom: { row: 3 } },
      { linkedin_url: memberUrl('dan'), email: 'dan@example.com', include_companies: true },
      { linkedin_url: memberUrl('notfound-eve'), custom: { row: 5 } },
      { linkedin_url: memberUrl('notfound-fay'), email: 'notfound-fay@example.com' },
      { email: 'bob@example.com' },
      { linkedin_url: 'https://www.linkedin.com/company/acme/' },
    ];
    const created = await create({ items, priority: 'high' }).expect(200);
    expect(created.body).toMatchObject({
      total_emails: 6,
      total_items: 6,
      rows_read: 8,
      duplicates_removed: 1,
      invalid_emails: [],
      invalid_count: 1,
      invalid_rows: [{ row: 8, value: items[7]?.linkedin_url, reason: expect.stringContaining('member profile') }],
      priority: 'HIGH',
    });
    const { job_id } = created.body;
    expect(await ended(job_id)).toMatchObject({
      status: 'completed',
      total_items: 6,
      processed_items: 6,
      failed_items: 2,
      linkedin_profiles_stats: { total_profiles_fetched: 4, saved_to_linkedin_profiles: 3, failed_to_save_linkedin: 0 },
    });
    const { results, errors } = await resultsOf(job_id);
    const none = { email: null, linkedin_url: null, custom: null, status: 'completed' };
    expect(results).toMatchObject([
      {
        ...none,
        linkedin_url: memberUrl('jane-doe'),
        custom: { row: '1' },
        token_used: null,
        saved_to_linkedin_profiles: false,
        save_error: null,
      },
      { ...none, email: 'bob@example.com', custom: { row: '2' }, saved_to_linkedin_profiles: true },
      {
        ...none,
        email: 'cy@example.com',
        linkedin_url: memberUrl('notfound-cy'),
        custom: { row: '3' },
        sources_asked: [{ outcome: 'not_found' }, { outcome: 'found' }],
        saved_to_linkedin_profiles: true,
      },
      { ...none, email: 'dan@example.com', linkedin_url: memberUrl('dan'), saved_to_linkedin_profiles: true },
    ]);
    expect(errors).toMatchObject([
      {
        email: null,
        linkedin_url: memberUrl('notfound-eve'),
        custom: { row: '5' },
        status: 'failed',
        error_type: 'not_found',
      },
      { email: 'notfound-fay@example.com', status: 'failed', error_type: 'not_found' },
    ]);

    const [jane, bob, cy, dan] = await Promise.all(
      (results as Shown[]).map(({ profile_id }) => api(`/api/v1/profiles/${profile_id}`)),
    );
    expect(jane).toMatchObject({ url: memberUrl('jane-doe'), suggested_role: 'CTO' });
    expect(bob).toMatchObject({ name: 'Robert', suggested_role: null });
    expect(cy.url).not.toBe(memberUrl('notfound-cy'));
    const idsBy = async (query: string) => {
      const { data } = await api(`/api/v1/profiles?${query}`);
      return (data as { id: string }[]).map(({ id }) => id);
    };
    expect(await idsBy('email=dan@example.com')).toEqual([dan.id]);
    expect(await idsBy(`linkedin_url=${memberUrl('notfound-cy')}`)).toEqual([]);
    expect((await api(`/api/v1/profiles/${dan.id}/companies`)).data.length).toBeGreaterThan(0);
    expect((await api(`/api/v1/profiles/${jane.id}/companies`)).data).toEqual([]);
  });

  it('is the same person as in a batch', async () => {
    const key = await localKey();
    const { body } = await service.bare
      .post(BATCH)
      .set('X-API-Key', key)
      .send({ profiles: [item('one-person')] })
      .expect(201);
    const { job_id } = (await create({ items: [{ linkedin_url: memberUrl('one-person') }] }).expect(200)).body;
    await ended(job_id);
    expect((await resultsOf(job_id)).results).toMatchObject([{ profile_id: body.results[0].id }]);
  });

  it('is saved later to linkedin_profiles where it has addresses', async () => {
    const items = [
      { linkedin_url: memberUrl('later-a') },
      { linkedin_url: memberUrl('later-b'), email: 'b@example.com' },
    ];
    const { job_id } = (await create({ items, config: { save_to_dynamodb: false } }).expect(200)).body;
    await ended(job_id);
    const saved = await service.bare.post(`/jobs/${job_id}/save-to-linkedin-profiles`).expect(200);
    expect(saved.body).toMatchObject({ success: true, total_results: 2, saved_count: 1, failed_count: 0 });
    const { results } = await resultsOf(job_id);
    expect((results as Shown[]).map((result) => result.saved_to_linkedin_profiles)).toEqual([false, true]);
    await service.bare.get('/linkedin-profiles/b@example.com').expect(200);
  });

  it('keeps what belongs to an item through further attempts', async () => {
    const given = { linkedin_url: memberUrl('flaky-gus'), custom: { a: 'x' } };
    const { job_id } = (await create({ items: [given] }).expect(200)).body;
    for (let attempts = 1; attempts <= 2; attempts += 1) {
      await ended(job_id);
      expect((await resultsOf(job_id)).errors).toMatchObject([{ ...given, email: null, retryable: true, attempts }]);
      const retried = await service.bare.post(`/jobs/${job_id}/retry-failed`).expect(200);
      expect(retried.body).toMatchObject({ emails_requeued: 1 });
    }
    await ended(job_id);
    expect((await resultsOf(job_id)).results).toMatchObject([{ ...given, status: 'completed' }]);
  });

  it.each([
    [{ emails: ['a@x.com'], items: [{ email: 'a@x.com' }] }, 'emails', 'mutually_exclusive'],
    [{}, 'emails', 'missing'],
    [{ items: [] }, 'items', 'too_short'],
    [{ items: [{ email: 'a@' }, { suggested_role: 'CEO', email: 'b@x.com' }] }, 'items.0', 'invalid_item'],
  ])('is not created from %j', async (body, field, error_type) => {
    const refused = await create(body).expect(422);
    expect(refused.body.validation_errors[0]).toMatchObject({ field, error_type, message: expect.any(String) });
  });
});
