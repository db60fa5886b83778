import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { searchProfiles } from '../../clients/typescript/src/index.js';
import { aService, BATCH, item, type Service } from '../support/service.js';
import { typedClient } from '../support/typed-client.js';

const PROFILES = '/api/v1/profiles';
const SEARCH = `${PROFILES}/search`;
const PEOPLE = 40;

interface Person {
  id: string;
  name: string;
  position: string;
  country_code: string;
  city: string;
  followers: number;
  skills: string[];
  current_company: { name: string };
  experience: { title: string; company: string; is_current: boolean }[];
}

interface Hit extends Person {
  profile: Person;
  score: number;
  similarity: number | null;
  lexical_rank: number | null;
  reasons: { field: string; snippet: string }[];
}

/** The people `person-0` to `person-39` of the sandbox, who are the same on every machine. */
describe('a search among the people of the sandbox', () => {
  let service: Service;
  let people: Person[];

  beforeAll(async () => {
    service = await aService();
    const items = Array.from({ length: PEOPLE }, (_, index) => item(`person-${index}`, { include_companies: false }));
    people = [];
    for (let start = 0; start < PEOPLE; start += 10) {
      const { body } = await service.post(BATCH, { profiles: items.slice(start, start + 10) }).expect(201);
      people.push(...(body.results as Person[]));
    }
  });
  afterAll(() => service.close());

  const find = async (search: object) => {
    const client = await typedClient(service);
    const { data } = await searchProfiles({ client, body: search, throwOnError: true });
    return data as unknown as {
      data: Hit[];
      total: unknown;
      mode: string;
      embedder: unknown;
      warnings: unknown[];
      pagination: { next_cursor: string | null; total: number };
    };
  };
  const titleNow = ({ experience }: Person) => experience.find(({ is_current }) => is_current)?.title ?? '';

  it.each<[string, string, (person: Person) => boolean]>([
    ['semantic', 'chief technology officer', (person) => /CTO|Technology/.test(titleNow(person))],
    ['semantic', 'somebody who protects a company from hackers', (person) => /Security|CISO/.test(titleNow(person))],
    [
      'semantic',
      'entrepreneur with an artificial intelligence background',
      (person) => /Founder/.test(titleNow(person)),
    ],
    ['lexical', 'machine learning', ({ skills }) => skills.includes('Machine Learning')],
    ['lexical', 'Hoshizora Games', ({ experience }) => experience.some(({ company }) => company === 'Hoshizora Games')],
    ['hybrid', 'security leader for cloud platforms', (person) => /Security|CISO/.test(titleNow(person))],
    ['hybrid', 'head of IT, SAP', ({ skills }) => skills.includes('SAP')],
    ['hybrid', 'CISO', (person) => /Information Security|CISO/.test(titleNow(person))],
  ])('%s for "%s" finds whom one would expect', async (mode, query, isExpected) => {
    const { data, ...answer } = await find({ query, mode, limit: 3 });
    expect(answer).toMatchObject({
      mode,
      embedder: mode === 'lexical' ? null : { model: 'local-ngrams-2', provider: 'local' },
      warnings: [],
    });
    expect(data).toHaveLength(3);
    for (const hit of data) expect([hit.name, titleNow(hit), isExpected(hit)]).toEqual([hit.name, titleNow(hit), true]);
    expect(data.map(({ score }) => score)).toEqual(data.map(({ score }) => score).toSorted((a, b) => b - a));
    for (const { score } of data) expect(score).toBeGreaterThan(0);
    for (const { score } of data) expect(score).toBeLessThanOrEqual(1);
  });

  it.each([
    ['Anneliese Müllerschön', 'Anneliese Müllerschön'],
    ['anneliese mullerschon', 'Anneliese Müllerschön'],
    ['Aneliese Mullershon', 'Anneliese Müllerschön'],
    ['Theodor Okafr', 'Theodore Okafor'],
    ['Avery Caloway', 'Avery Calloway'],
    ['長谷川', '陽子 長谷川'],
    ['Олена Шевчук', 'Олена Шевчук'],
  ])('for the name "%s" finds %s first', async (query, name) => {
    const { data } = await find({ query, limit: 3 });
    expect(data[0]?.name).toBe(name);
  });

  it('says where the words were found', async () => {
    const { data } = await find({ query: 'penetration tester', mode: 'lexical', limit: 1 });
    expect(data[0]).toMatchObject({ lexical_rank: 1, reasons: expect.any(Array) });
    expect(data[0]?.reasons.map(({ snippet }) => snippet).join(' ')).toMatch(/penetration/i);
    expect((await find({ limit: 1 })).data[0]).toMatchObject({
      score: 1,
      similarity: null,
      lexical_rank: null,
      reasons: [],
    });
  });

  it('has each profile nested as well as flat, with the chosen fields only if some are', async () => {
    const { data } = await find({ query: 'CTO', limit: 1 });
    const {
      score: _score,
      similarity: _cosine,
      lexical_rank: _rank,
      reasons: _reasons,
      profile,
      ...flat
    } = data[0] as Hit;
    expect(profile).toEqual(flat);
    expect(profile).toMatchObject({ id: expect.any(String), source: 'sandbox', experience: expect.any(Array) });
    const chosen = await find({ query: 'CTO', limit: 1, fields: ['name'] });
    expect(chosen.data[0]?.profile).toEqual({ id: flat.id, name: flat.name });
  });

  it.each<[string, object, (person: Person) => boolean]>([
    ['a condition', { field: 'country_code', type: '=', value: 'de' }, ({ country_code }) => country_code === 'DE'],
    [
      'groups',
      {
        op: 'and',
        conditions: [
          {
            op: 'or',
            conditions: [
              { field: 'skill', type: '=', value: 'kubernetes' },
              { field: 'skill', type: '=', value: 'SAP' },
            ],
          },
          { op: 'not', conditions: [{ field: 'country_code', type: 'in', value: ['US', 'JP'] }] },
          { field: 'followers', type: 'between', value: [10_000, 50_000] },
        ],
      },
      ({ skills, country_code, followers }) =>
        (skills.includes('Kubernetes') || skills.includes('SAP')) &&
        !['US', 'JP'].includes(country_code) &&
        followers >= 10_000 &&
        followers <= 50_000,
    ],
    [
      'any position',
      { field: 'company', type: 'starts_with', value: 'hoshi' },
      ({ experience }) => experience.some(({ company }) => company === 'Hoshizora Games'),
    ],
    [
      'the current position',
      { field: 'current_title', type: 'contains', value: 'security' },
      (person) => /security/i.test(titleNow(person)),
    ],
    ['nobody', { field: 'source', type: '!=', value: 'sandbox' }, () => false],
    ['everybody', { field: 'fetched_at', type: '>', value: '2020-01-31' }, () => true],
  ])('finds by a filter of %s exactly those who match it', async (_what, filter, isExpected) => {
    const expected = people.filter(isExpected).map(({ id }) => id);
    const found = await find({ filter, limit: 100 });
    expect(found).toMatchObject({ mode: 'filter', total: expected.length, pagination: { total: expected.length } });
    expect(found.data.map(({ id }) => id).toSorted()).toEqual(expected.toSorted());
    const { body } = await service
      .get(PROFILES)
      .query({ filter: JSON.stringify(filter), limit: 100 })
      .expect(200);
    expect(body).toMatchObject({ pagination: { total: expected.length, total_relation: 'exact' } });
    expect(body.data.map(({ id }: Person) => id).toSorted()).toEqual(expected.toSorted());
  });

  it('finds in words only those who match the filter and the simple filters', async () => {
    const { data } = await find({
      query: 'security',
      filter: { field: 'country_code', type: '=', value: 'IN' },
      filters: { suggested_role: 'CTO', location: 'pune' },
      limit: 50,
    });
    expect(data.length).toBeGreaterThan(0);
    for (const { country_code, city } of data) expect([country_code, city]).toEqual(['IN', 'Pune']);
  });

  it.each([
    ['without a query', {}],
    ['in words', { query: 'chief information security officer', mode: 'lexical' }],
    ['by meaning', { query: 'cloud security', mode: 'semantic' }],
    ['both ways', { query: 'cloud security' }],
  ])('%s shows each hit on one page', async (_how, search) => {
    const seen: string[] = [];
    let cursor: string | null | undefined;
    do {
      const { data, pagination } = await find({ ...search, limit: 7, ...(cursor && { cursor }) });
      seen.push(...data.map(({ id }) => id));
      cursor = pagination.next_cursor;
    } while (cursor !== null && seen.length <= PEOPLE);
    expect(seen).toEqual([...new Set(seen)]);
    const { data } = await find({ ...search, limit: 100 });
    expect(seen).toEqual(data.map(({ id }) => id));
  });

  it.each(['nonsense', Buffer.from('1.2.3.4.5.6.7').toString('base64url')])('refuses the cursor %s', async (cursor) => {
    const { body } = await service.post(SEARCH, { query: 'CTO', cursor }).expect(422);
    expect(body.validation_errors).toMatchObject([{ field: 'cursor', error_type: 'cursor' }]);
  });

  it('leaves out whoever is less similar than asked', async () => {
    const all = await find({ query: 'cloud security', limit: 100 });
    const median = all.data.map(({ similarity }) => similarity ?? 0).toSorted((a, b) => a - b)[PEOPLE / 2] ?? 0;
    const { data } = await find({ query: 'cloud security', min_similarity: median, limit: 100 });
    expect(data).toHaveLength(PEOPLE / 2);
    for (const { similarity } of data) expect(similarity).toBeGreaterThanOrEqual(median);
    const named = await find({ query: 'Avery Calloway', limit: 1 });
    expect(named.data[0]).toMatchObject({ name: 'Avery Calloway', lexical_rank: 1 });
    const above = (named.data[0]?.similarity ?? 1) + 0.01;
    const others = await find({ query: 'Avery Calloway', min_similarity: above, limit: 100 });
    expect(others.data.map(({ name }) => name)).not.toContain('Avery Calloway');
  });

  it('counts the values of a field', async () => {
    const { body } = await service.get(`${PROFILES}/facets?field=country_code&limit=100`).expect(200);
    const counted = Object.entries(Object.groupBy(people, ({ country_code }) => country_code)).map(([value, some]) => ({
      value,
      count: some?.length,
    }));
    expect(body.field).toBe('country_code');
    expect(body.data).toEqual(expect.arrayContaining(counted));
    expect(body.data).toHaveLength(counted.length);
    const counts = body.data.map(({ count }: { count: number }) => count);
    expect(counts).toEqual(counts.toSorted((a: number, b: number) => b - a));
  });

  it('completes values, among those who match a filter', async () => {
    const { body } = await service.get(`${PROFILES}/facets?field=skill&q=INFO`).expect(200);
    expect(body.data.map(({ value }: { value: string }) => value)).toEqual(['Information Security']);
    const filter = { field: 'country_code', type: '=', value: 'TR' };
    const { body: filtered } = await service
      .post(`${PROFILES}/facets`, { field: 'skill', q: 'INFO', filter })
      .expect(200);
    const turkish = people.filter(
      ({ country_code, skills }) => country_code === 'TR' && skills.includes('Information Security'),
    );
    expect(filtered.data).toEqual([{ value: 'Information Security', count: turkish.length }]);
    const { body: queried } = await service
      .get(`${PROFILES}/facets`)
      .query({ field: 'skill', q: 'INFO', filter: JSON.stringify(filter) })
      .expect(200);
    expect(queried).toEqual(filtered);
  });

  it('names the fields that can be counted', async () => {
    const { body } = await service.get(`${PROFILES}/facets?field=about`).expect(422);
    expect(body.validation_errors).toMatchObject([{ field: 'field', error_type: 'enum', invalid_value: 'about' }]);
    await service.get(`${PROFILES}/facets`).expect(422);
  });

  const document = JSON.parse(readFileSync('openapi.json', 'utf8')) as {
    paths: Record<
      string,
      { post: { requestBody: { content: Record<string, { examples: Record<string, { value: object }> }> } } }
    >;
  };
  const examplesOf = (path: string) =>
    Object.entries(document.paths[path]?.post.requestBody.content['application/json']?.examples ?? {});

  it.each([
    ...examplesOf(SEARCH).map(([name, { value }]) => [SEARCH, name, value] as const),
    ...examplesOf(`${PROFILES}/facets`).map(([name, { value }]) => [`${PROFILES}/facets`, name, value] as const),
  ])('%s finds somebody by the documented example "%s"', async (path, _name, value) => {
    const { body } = await service.post(path, value).expect(200);
    expect(body.data.length).toBeGreaterThan(0);
  });
});
