import type { NestExpressApplication } from '@nestjs/platform-express';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import type { FieldError } from '../errors/invalid-request.error.js';
import { EchoController } from '../testing/echo.controller.js';
import { httpApp } from '../testing/http-app.js';

const item = { url: 'https://example.com/in/ann', suggested_role: 'CTO' };
const batch = (changes: object) => ({ profiles: [item], ...changes });
const oneOf = (changes: object) => ({ profiles: [{ ...item, ...changes }] });
const without = (key: keyof typeof item) => {
  const { [key]: _left, ...rest } = item;
  return { profiles: [rest] };
};

describe('the 422 body', () => {
  let app: NestExpressApplication;
  const post = (body: string | object) =>
    request(app.getHttpServer())
      .post('/echo')
      .set('X-API-Key', 'secret')
      .type('json')
      .send(typeof body === 'string' ? body : JSON.stringify(body));
  const errorsOf = async (body: string | object): Promise<FieldError[]> => {
    const answer = await post(body);
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({
      error_code: 'VALIDATION_ERROR',
      details: { total_errors: answer.body.validation_errors.length },
    });
    return answer.body.validation_errors;
  };

  beforeAll(async () => {
    app = await httpApp({ controllers: [EchoController], environment: { API_KEY: 'secret' } });
  });
  afterAll(() => app.close());

  it.each<[string, string | object, string, string, unknown]>([
    ['an empty list', { profiles: [] }, 'profiles', 'too_short', []],
    ['eleven profiles', { profiles: Array(11).fill(1) }, 'profiles', 'too_long', Array(11).fill(1)],
    ['an absent list', {}, 'profiles', 'missing', null],
    ['an absent field of an item', without('url'), 'profiles.0.url', 'missing', null],
    ['an absent role', without('suggested_role'), 'profiles.0.suggested_role', 'missing', null],
    ['null for a list', { profiles: null }, 'profiles', 'list_type', null],
    ['an object for a list', { profiles: { 0: item } }, 'profiles', 'list_type', { 0: item }],
    ['text for a list', { profiles: 'x' }, 'profiles', 'list_type', 'x'],
    ['null for an item', { profiles: [item, null] }, 'profiles.1', 'model_attributes_type', null],
    ['text for an item', { profiles: [item, 'x'] }, 'profiles.1', 'model_attributes_type', 'x'],
    ['a list for an item', { profiles: [item, []] }, 'profiles.1', 'model_attributes_type', []],
    ['a list for a body', [], 'body', 'model_attributes_type', []],
    ['text for a body', '"x"', 'body', 'model_attributes_type', 'x'],
    ['a number for a body', '7', 'body', 'model_attributes_type', 7],
    ['malformed JSON', '{"profiles": [', 'body', 'json_invalid', null],
    ['JSON nested without end', `${'['.repeat(90_000)}${']'.repeat(90_000)}`, 'body', 'json_invalid', null],
    ['max_concurrent 0', batch({ max_concurrent: 0 }), 'max_concurrent', 'greater_than_equal', 0],
    ['max_concurrent 6', batch({ max_concurrent: 6 }), 'max_concurrent', 'less_than_equal', 6],
    ['max_concurrent "6"', batch({ max_concurrent: '6' }), 'max_concurrent', 'less_than_equal', '6'],
    ['max_concurrent "abc"', batch({ max_concurrent: 'abc' }), 'max_concurrent', 'int_parsing', 'abc'],
    ['max_concurrent ""', batch({ max_concurrent: '' }), 'max_concurrent', 'int_parsing', ''],
    ['max_concurrent 2.5', batch({ max_concurrent: 2.5 }), 'max_concurrent', 'int_from_float', 2.5],
    ['max_concurrent null', batch({ max_concurrent: null }), 'max_concurrent', 'int_type', null],
    ['max_concurrent true', batch({ max_concurrent: true }), 'max_concurrent', 'int_type', true],
    ['max_concurrent [3]', batch({ max_concurrent: [3] }), 'max_concurrent', 'int_type', [3]],
    ['a wrong role', oneOf({ suggested_role: 'CEO' }), 'profiles.0.suggested_role', 'enum', 'CEO'],
    ['a role in lower case', oneOf({ suggested_role: 'cto' }), 'profiles.0.suggested_role', 'enum', 'cto'],
    ['null for a role', oneOf({ suggested_role: null }), 'profiles.0.suggested_role', 'enum', null],
    ['an empty URL', oneOf({ url: '' }), 'profiles.0.url', 'url_parsing', ''],
    ['a number for a name', oneOf({ name: 5 }), 'profiles.0.name', 'string_type', 5],
    [
      'a word that is no boolean',
      oneOf({ include_companies: 'maybe' }),
      'profiles.0.include_companies',
      'bool_parsing',
      'maybe',
    ],
    ['a number that is no boolean', oneOf({ include_companies: 2 }), 'profiles.0.include_companies', 'bool_parsing', 2],
    ['null for a boolean', oneOf({ include_companies: null }), 'profiles.0.include_companies', 'bool_type', null],
    ['a list for a boolean', oneOf({ include_companies: [] }), 'profiles.0.include_companies', 'bool_type', []],
    ['null for an optional object', batch({ filter: null }), 'filter', 'model_attributes_type', null],
    ['a list for an object', batch({ filter: [] }), 'filter', 'model_attributes_type', []],
    ['a wrong item of a list of names', batch({ filter: { roles: ['CTO', 'CEO'] } }), 'filter.roles.1', 'enum', 'CEO'],
    ['text for a list of names', batch({ filter: { roles: 'CTO' } }), 'filter.roles', 'list_type', 'CTO'],
    ['a word for a decimal', batch({ filter: { similarity: 'x' } }), 'filter.similarity', 'float_parsing', 'x'],
    ['null for a decimal', batch({ filter: { similarity: null } }), 'filter.similarity', 'float_type', null],
  ])('tells of %s', async (_case, body, field, error_type, invalid_value) => {
    const errors = await errorsOf(body);
    expect(errors).toEqual([{ field, error_type, message: expect.any(String), invalid_value }]);
  });

  it.each<[object, string]>([
    [{ profiles: [] }, 'List must have at least 1 item'],
    [{ profiles: Array(11).fill('x') }, 'List must have at most 10 items'],
    [batch({ max_concurrent: 9 }), 'Input should be less than or equal to 5'],
    [oneOf({ suggested_role: 'CEO' }), "Input should be 'CTO', 'CIO' or 'CISO'"],
    [{}, 'Field required'],
  ])('has words for case %#', async (body, message) => {
    expect((await errorsOf(body))[0]?.message).toBe(message);
  });

  it('lists everything that is wrong at once', async () => {
    const profiles = [{ url: 'x y', suggested_role: 'CEO' }, null, { ...item, name: [] }];
    const errors = await errorsOf({ profiles, max_concurrent: '9', filter: { roles: 1 } });
    expect(errors.map(({ field }) => field).toSorted()).toEqual([
      'filter.roles',
      'max_concurrent',
      'profiles.0.suggested_role',
      'profiles.0.url',
      'profiles.1',
      'profiles.2.name',
    ]);
  });

  it('says nothing of what is below a list that is wrong itself', async () => {
    const errors = await errorsOf({ profiles: Array.from({ length: 11 }, () => ({})) });
    expect(errors.map(({ error_type }) => error_type)).toEqual(['too_long']);
  });

  it('cuts what it repeats to 200 characters', async () => {
    const [error] = await errorsOf({ profiles: { text: 'y'.repeat(500) } });
    expect(error?.invalid_value).toBe(`{"text":"${'y'.repeat(500)}"}`.slice(0, 200));
  });

  it('reads a request without a body as one without fields', async () => {
    const answer = await request(app.getHttpServer()).post('/echo').set('X-API-Key', 'secret');
    expect(answer.status).toBe(422);
    expect(answer.body.validation_errors).toMatchObject([{ field: 'profiles', error_type: 'missing' }]);
  });

  it('says once that half a million items are too many', async () => {
    const errors = await errorsOf(`{"profiles":[${'1,'.repeat(500_000)}1]}`);
    expect(errors.map(({ error_type }) => error_type)).toEqual(['too_long']);
  });

  it.each<[string, string, string]>([
    ['limit=abc', 'limit', 'int_parsing'],
    ['limit=0', 'limit', 'greater_than_equal'],
    ['limit=101', 'limit', 'less_than_equal'],
    ['limit=', 'limit', 'int_parsing'],
    ['limit=1&limit=2', 'limit', 'int_type'],
    ['cursor=a&cursor=b', 'cursor', 'string_type'],
  ])('checks the query %s', async (query, field, error_type) => {
    const answer = await request(app.getHttpServer()).get(`/rows?${query}`).set('X-API-Key', 'secret');
    expect(answer.status).toBe(422);
    expect(answer.body.validation_errors).toMatchObject([{ field, error_type }]);
  });

  it('bounds the length of text', async () => {
    const answer = await request(app.getHttpServer())
      .get(`/rows?cursor=${'c'.repeat(2_001)}`)
      .set('X-API-Key', 'secret');
    expect(answer.body.validation_errors).toMatchObject([{ field: 'cursor', error_type: 'string_too_long' }]);
  });
});
