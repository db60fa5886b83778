import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyCharacter } from '../support/characters.arbitraries.js';
import { isFullExtent } from '../support/extent.js';
import { aFilter, nearlyAFilter } from '../support/profile-filter.arbitraries.js';
import { aService, BATCH, item, KEY, type Service } from '../support/service.js';

const PROFILES = '/api/v1/profiles';
const SEARCH = `${PROFILES}/search`;
const RUNS = isFullExtent ? 150 : 8;

const condition = { field: 'name', type: 'contains', value: 'a' };
const nested = (levels: number): object => (levels === 0 ? condition : { op: 'not', conditions: [nested(levels - 1)] });

describe('filters of any kind', () => {
  let service: Service;
  beforeAll(async () => {
    service = await aService();
    await service.post(BATCH, { profiles: [item('ann'), item('bob'), item('carol')] }).expect(201);
  });
  afterAll(() => service.close());

  const asText = (filter: unknown) => ({ filter: JSON.stringify(filter) });
  const sends: [
    string,
    (filter: unknown) => PromiseLike<{ status: number; body: { validation_errors?: { field: string }[] } }>,
  ][] = [
    ['a search', (filter) => service.post(SEARCH, { filter, limit: 5 })],
    ['a search in words', (filter) => service.post(SEARCH, { query: 'CTO', filter, limit: 5 })],
    ['facets', (filter) => service.post(`${PROFILES}/facets`, { field: 'skill', filter })],
    ['facets of a query', (filter) => service.get(`${PROFILES}/facets`).query({ field: 'title', ...asText(filter) })],
    ['a list', (filter) => service.get(PROFILES).query(asText(filter))],
  ];

  it.each(sends)('are carried out by %s if they are valid', async (_place, send) => {
    await fc.assert(
      fc.asyncProperty(aFilter(), async (filter) => {
        expect({ filter, status: (await send(filter)).status }).toEqual({ filter, status: 200 });
      }),
      { numRuns: RUNS },
    );
  });

  it.each(sends)('never fail %s with a server error', async (_place, send) => {
    await fc.assert(
      fc.asyncProperty(nearlyAFilter(), async (filter) => {
        const { status, body } = await send(filter);
        expect([200, 422]).toContain(status);
        if (status === 422)
          for (const { field } of body.validation_errors ?? []) expect(field).toMatch(/^filter(\.\w+)*$|^body$/);
      }),
      { numRuns: RUNS },
    );
  });

  it.each<[string, unknown, string, string]>([
    ['6 levels of groups', nested(6), `filter${'.conditions.0'.repeat(5)}`, 'too_deep'],
    ['60 levels of groups', nested(30), `filter${'.conditions.0'.repeat(5)}`, 'too_deep'],
    ['51 conditions', { op: 'or', conditions: Array.from({ length: 51 }, () => condition) }, 'filter', 'too_long'],
    [
      '10,000 conditions',
      { op: 'or', conditions: Array.from({ length: 10_000 }, () => condition) },
      'filter',
      'too_long',
    ],
    ['101 values', { field: 'name', type: 'in', value: Array(101).fill('x') }, 'filter.value', 'too_long'],
    ['501 characters', { field: 'name', type: '=', value: 'x'.repeat(501) }, 'filter.value', 'string_too_long'],
    ['100,000 values', { field: 'followers', type: 'in', value: Array(100_000).fill(1) }, 'filter.value', 'too_long'],
  ])('of %s are refused', async (_what, filter, field, error_type) => {
    const { body } = await service.post(SEARCH, { filter }).expect(422);
    expect(body.validation_errors).toMatchObject([{ field, error_type }]);
  });

  it.each<[string, string]>([
    ['a NUL', String.raw`{"field":"name","type":"=","value":"\u0000a"}`],
    ['half of a surrogate pair', String.raw`{"field":"name","type":"contains","value":"\ud83d"}`],
    ['a separator of the store', String.raw`{"field":"skill","type":"in","value":["\u001f","\u001fa\u001f"]}`],
    ['wildcards', String.raw`{"field":"name","type":"starts_with","value":"%_\\"}`],
    ['SQL', `{"field":"company","type":"=","value":"'); drop table profiles; --"}`],
    ['a path of JSON', '{"field":"title","type":"contains","value":"{conditions,0}"}'],
    ['the largest number', '{"field":"followers","type":"between","value":[-9007199254740991,9007199254740991]}'],
    ['a fraction', '{"field":"followers","type":"in","value":[0.5,-0.0,1e-300]}'],
    ['the first and the last time', '{"field":"fetched_at","type":"between","value":["0001-01-01","9999-12-31"]}'],
    ['marks without end', `{"field":"about","type":"contains","value":"a${'\u0301'.repeat(499)}"}`],
  ])('may hold %s', async (_what, filter) => {
    for (const words of ['', '"query":"a",'])
      await service.post(SEARCH).type('json').send(`{${words}"filter":${filter}}`).expect(200);
  });

  it.each<[string, string]>([
    ['keys of prototypes', '{"__proto__":{"op":"and","conditions":[]},"constructor":{"prototype":{"field":"name"}}}'],
    ['a field of prototypes', '{"field":"__proto__","type":"=","value":"x"}'],
    ['an operator of prototypes', '{"field":"name","type":"constructor","value":"x"}'],
    ['a number too large', '{"field":"followers","type":"=","value":1e999}'],
    ['a number beyond exactness', '{"field":"followers","type":"=","value":99999999999999999999}'],
    ['lists within lists', '{"field":"name","type":"in","value":[[["a"]]]}'],
    ['an object as value', '{"field":"name","type":"=","value":{"$ne":null}}'],
  ])('may not hold %s', async (_what, filter) => {
    await service.post(SEARCH).type('json').send(`{"filter":${filter}}`).expect(422);
    await service.get(PROFILES).query({ filter }).expect(422);
  });

  const anyText = fc.oneof(
    fc.string({ unit: anyCharacter, minLength: 1, maxLength: 200 }),
    fc.string({ unit: fc.nat(0xffff).map((code) => String.fromCharCode(code)), minLength: 1, maxLength: 50 }),
    fc.constantFrom(
      "a' & !b | (c:*)",
      '\\',
      ':*',
      '!!!',
      '<->',
      '%',
      '\u001f',
      'a\0b',
      '" or 1=1 --',
      '🚀'.repeat(900),
    ),
    fc.array(fc.constantFrom('a', 'CTO', '&', '田', 'ø', '-', 'x1')).map((words) => words.join(' ') || 'x'),
  );

  it('are searched in any words', async () => {
    await fc.assert(
      fc.asyncProperty(anyText, fc.constantFrom('lexical', 'hybrid', 'semantic'), async (query, mode) => {
        const { status } = await service.post(SEARCH, { query, mode, limit: 3 });
        expect([200, 422]).toContain(status);
      }),
      { numRuns: RUNS },
    );
  });

  it('are counted for values with any beginning', async () => {
    await fc.assert(
      fc.asyncProperty(anyText, fc.constantFrom('name', 'skill', 'is_current', 'country_code'), async (q, field) => {
        const { status } = await service.post(`${PROFILES}/facets`, { field, q });
        expect([200, 422]).toContain(status);
      }),
      { numRuns: RUNS },
    );
  });

  it('take up where any cursor says, or refuse it', async () => {
    const place = fc.array(fc.oneof(fc.nat(), fc.constantFrom(999_999_999_999_999, 0, 1)), {
      minLength: 1,
      maxLength: 5,
    });
    const cursor = fc.oneof(
      place.map((numbers) => Buffer.from(numbers.join('.')).toString('base64url')),
      fc.string({ maxLength: 100 }),
    );
    await fc.assert(
      fc.asyncProperty(cursor, fc.constantFrom('a', undefined), async (given, query) => {
        const { status } = await service.post(SEARCH, { query, cursor: given });
        expect({ given, isAnswer: [200, 422].includes(status) }).toEqual({ given, isAnswer: true });
      }),
      { numRuns: RUNS, examples: [[Buffer.from('1.1.1.99999999999').toString('base64url'), 'a']] },
    );
  });

  it('are refused in a query string if they are no JSON, or several', async () => {
    const problems = async (path: string) => {
      const { body } = await service.bare.get(path).set('X-API-Key', KEY).expect(422);
      return body.validation_errors;
    };
    expect(await problems(`${PROFILES}?filter=name`)).toMatchObject([{ field: 'filter', error_type: 'json_invalid' }]);
    expect(await problems(`${PROFILES}?filter=${'['.repeat(8_000)}`)).toMatchObject([{ error_type: 'json_invalid' }]);
    expect(await problems(`${PROFILES}?filter={}&filter={}`)).toMatchObject([{ error_type: 'string_type' }]);
  });
});
