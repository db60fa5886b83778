import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { enriched } from '../contract/builders.js';
import { built } from '../support/jest-worker.js';
import { aService, BATCH, item, memberUrl, type Service } from '../support/service.js';

const PROFILES = '/api/v1/profiles';

describe('stored profiles', () => {
  let service: Service;
  let results: {
    id: string;
    name: string;
    city: string;
    current_company: { name: string };
    companies_processed: { id: string }[];
  }[];

  beforeAll(async () => {
    service = await aService({ PROFILE_MAX_AGE_HOURS: '1' });
    const profiles = [
      item('ann'),
      item('bob', { suggested_role: 'CIO' }),
      item('carol', { suggested_role: 'CISO', name: '100%_Carol*' }),
    ];
    results = (await service.post(BATCH, { profiles })).body.results;
  });

  afterAll(() => service.close());

  const ids = (body: { data: { id: string }[] }) => body.data.map(({ id }) => id);

  it('are listed page by page, each of them once', async () => {
    const first = await service.get(`${PROFILES}?limit=2`).expect(200);
    expect(first.body.pagination).toMatchObject({
      limit: 2,
      has_more: true,
      total: 3,
      next_cursor: expect.any(String),
    });
    const second = await service.get(`${PROFILES}?limit=2&cursor=${first.body.pagination.next_cursor}`).expect(200);
    expect(second.body.pagination).toMatchObject({ has_more: false, total: 3, next_cursor: null });
    expect([...ids(first.body), ...ids(second.body)].toSorted()).toEqual(results.map(({ id }) => id).toSorted());
  });

  it.each([
    ['linkedin_url', 'linkedin.com/in/ANN?x=1', [0]],
    ['suggested_role', 'CIO', [1]],
    ['name', 'carol', [2]],
    ['name', '%_', [2]],
    ['name', 'no-such-name', []],
  ])('can be filtered by %s %s', async (filter, value, expected) => {
    const { body } = await service
      .get(PROFILES)
      .query({ [filter]: value })
      .expect(200);
    expect(ids(body)).toEqual(expected.map((index) => results[index]?.id));
  });

  it.each(['cto@bücher.example', ' CTO@Bücher.Example', 'cto@xn--bcher-kva.example'])(
    'are found by the address "%s"',
    async (email) => {
      const { ProfileStore } = await built<typeof import('../../src/profile-store/profile.store.js')>(
        'profile-store/profile.store.js',
      );
      await service.app
        .get(ProfileStore, { strict: false })
        .save(enriched('dora', { email: 'cto@xn--bcher-kva.example', suggested_role: null }));
      const { body } = await service.get(PROFILES).query({ email }).expect(200);
      expect(body).toMatchObject({ data: [{ url: memberUrl('dora') }], pagination: { total: 1 } });
      await service.delete(`${PROFILES}/${body.data[0].id}`).expect(204);
      expect((await service.get(PROFILES).query({ email }).expect(200)).body.data).toEqual([]);
    },
  );

  it.each([
    ['ann', 'email_at_sign'],
    ['', 'email_empty'],
    ['ann@example', 'email_domain'],
  ])('cannot be filtered by the address "%s"', async (email, error_type) => {
    const { body } = await service.get(PROFILES).query({ email }).expect(422);
    expect(body.validation_errors).toMatchObject([{ field: 'email', error_type }]);
  });

  it('can be filtered by a tree of conditions, along with the other filters', async () => {
    const filter = JSON.stringify({
      op: 'not',
      conditions: [
        { field: 'suggested_role', type: '=', value: 'cio' },
        { field: 'name', type: 'contains', value: 'carol' },
      ],
    });
    const { body } = await service.get(PROFILES).query({ filter }).expect(200);
    expect(body).toMatchObject({ pagination: { total: 1, total_relation: 'exact' } });
    expect(ids(body)).toEqual([results[0]?.id]);
    const other = await service
      .get(PROFILES)
      .query({ filter, linkedin_url: memberUrl('bob') })
      .expect(200);
    expect(ids(other.body)).toEqual([]);
  });

  it('are filtered by all conditions', async () => {
    const company = results[0]?.current_company.name;
    const both = await service.get(PROFILES).query({ company, linkedin_url: memberUrl('ann'), suggested_role: 'CTO' });
    expect(ids(both.body)).toEqual([results[0]?.id]);
    const neither = await service.get(PROFILES).query({ company, suggested_role: 'CISO', name: 'zzz' });
    expect(ids(neither.body)).toEqual([]);
  });

  it('can be read by ID', async () => {
    const { body } = await service.get(`${PROFILES}/${results[0]?.id}`).expect(200);
    expect(body).toMatchObject({ id: results[0]?.id, name: results[0]?.name, source: 'sandbox', has_embedding: true });
    expect(body).not.toHaveProperty('raw');
  });

  it('list their companies with positions', async () => {
    const { body } = await service.get(`${PROFILES}/${results[0]?.id}/companies`).expect(200);
    expect(new Set(body.data.map(({ company }: { company: { id: string } }) => company.id))).toEqual(
      new Set(results[0]?.companies_processed.map(({ id }) => id)),
    );
    expect(body.data[0]).toMatchObject({ is_current: true, title: expect.any(String) });
  });

  it.each<[string, (service: Service) => PromiseLike<{ body: unknown }>, (body: never) => object]>([
    [
      'a list',
      ({ get }) => get(`${PROFILES}?fields=name,skills`),
      ({ data: [profile] }: { data: object[] }) => profile!,
    ],
    [
      'one profile',
      ({ get }) => get(`${PROFILES}/${results[0]?.id}?fields=name,%20skills`),
      (profile: object) => profile,
    ],
    [
      'neighbours',
      ({ get }) => get(`${PROFILES}/${results[0]?.id}/similar?fields=skills,name`),
      ({ data: [{ similarity: _similarity, ...profile }] }: { data: [{ similarity: number }] }) => profile,
    ],
    [
      'members of a company',
      ({ get }) => get(`/api/v1/companies/${results[0]?.companies_processed[0]?.id}/profiles?fields=name,skills`),
      ({ data: [{ profile }] }: { data: [{ profile: object }] }) => profile,
    ],
  ])('have the chosen fields in %s', async (_place, answer, profileIn) => {
    const { body } = await answer(service);
    expect(Object.keys(profileIn(body as never)).toSorted()).toEqual(['id', 'name', 'skills']);
  });

  it('name all fields if an unknown one is chosen', async () => {
    const { body } = await service.get(`${PROFILES}?fields=name,shoe_size`).expect(422);
    expect(body.validation_errors).toEqual([
      {
        field: 'fields',
        message: expect.stringMatching(/^Input should be 'id', .* or 'updated_at'$/),
        invalid_value: 'name,shoe_size',
        error_type: 'enum',
      },
    ]);
  });

  it('are found by meaning, the nearest first', async () => {
    const { body } = await service.post(`${PROFILES}/search`, { query: results[1]?.name, limit: 2 }).expect(200);
    expect(body.data[0]).toMatchObject({ id: results[1]?.id, similarity: expect.any(Number) });
    expect(body.data[0].similarity).toBeGreaterThan(body.data[1].similarity);
  });

  it('are excluded from a search by its filters and by min_similarity', async () => {
    const filtered = await service.post(`${PROFILES}/search`, { query: 'leader', filters: { suggested_role: 'CISO' } });
    expect(ids(filtered.body)).toEqual([results[2]?.id]);
    const strict = await service.post(`${PROFILES}/search`, { query: 'leader', min_similarity: 0.99 });
    expect(ids(strict.body)).toEqual([]);
  });

  it('know their neighbours, themselves not among them', async () => {
    const { body } = await service.get(`${PROFILES}/${results[0]?.id}/similar`).expect(200);
    expect(ids(body).toSorted()).toEqual([results[1]?.id, results[2]?.id].toSorted());
  });

  it.each(['', ' ', '\t\r\n', '\u00A0\u3000', '\u200B\uFEFF'])('refuse a search without words (%j)', async (query) => {
    const { body } = await service.post(`${PROFILES}/search`, { query }).expect(422);
    expect(body.validation_errors).toMatchObject([{ field: 'query', error_type: 'string_too_short' }]);
  });

  describe('POST /api/v1/profiles', () => {
    it('stores a single profile with 201', async () => {
      const { body } = await service.post(PROFILES, item('single')).expect(201);
      expect(body).toMatchObject({ url: memberUrl('single'), pipeline_metadata: { status: 'completed' } });
    });

    it.each([
      ['notfound-x', 404, 'PROFILE_NOT_FOUND'],
      ['private-x', 404, 'PROFILE_RESTRICTED'],
      ['broken-x', 502, 'UPSTREAM_ERROR'],
    ])('answers for %s with %i %s', async (slug, status, error_code) => {
      const { body } = await service.post(PROFILES, item(slug)).expect(status);
      expect(body).toMatchObject({ error_code, details: { stage: 'fetch', retryable: expect.any(Boolean) } });
    });

    it('returns 200 for a profile that is stored and fresh', async () => {
      const first = await service.post(PROFILES, item('fresh')).expect(201);
      const second = await service.post(PROFILES, item('fresh')).expect(200);
      expect(second.body).toMatchObject({ id: first.body.id, pipeline_metadata: { cached: true, attempts: 0 } });
      expect(second.body.companies_processed).toHaveLength(first.body.companies_processed.length);
    });
  });

  it('are deleted with their links, and their companies stay', async () => {
    const { body: profile } = await service.post(PROFILES, item('leaving'));
    const [company] = profile.companies_processed;
    await service.delete(`${PROFILES}/${profile.id}`).expect(204);
    await service.get(`${PROFILES}/${profile.id}`).expect(404);
    await service.delete(`${PROFILES}/${profile.id}`).expect(404);
    await service.get(`/api/v1/companies/${company.id}`).expect(200);
    const { body: members } = await service.get(`/api/v1/companies/${company.id}/profiles`).expect(200);
    expect(members.data.map((member: { profile: { id: string } }) => member.profile.id)).not.toContain(profile.id);
  });
});
