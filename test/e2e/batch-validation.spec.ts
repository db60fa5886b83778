import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aService, BATCH, item, KEY, type Service } from '../support/service.js';

const good = item('ann');
const eleven = Array.from({ length: 11 }, (_, index) => item(`m-${index}`));
const { suggested_role: _role, ...withoutRole } = good;
const { linkedin_url: _url, ...withoutUrl } = good;

describe('an invalid batch', () => {
  let service: Service;

  beforeAll(async () => {
    service = await aService();
  });

  afterAll(() => service.close());

  it.each<[string, object, string, string]>([
    ['no profiles', { profiles: [] }, 'profiles', 'too_short'],
    ['eleven profiles', { profiles: eleven }, 'profiles', 'too_long'],
    ['profiles absent', {}, 'profiles', 'missing'],
    ['role absent', { profiles: [withoutRole] }, 'profiles.0.suggested_role', 'missing'],
    ['URL absent', { profiles: [withoutUrl] }, 'profiles.0.linkedin_url', 'missing'],
    ['profiles a text', { profiles: 'ann' }, 'profiles', 'list_type'],
    ['profiles null', { profiles: null }, 'profiles', 'list_type'],
    ['profiles an object', { profiles: good }, 'profiles', 'list_type'],
    ['an item that is a text', { profiles: [good, 'ann'] }, 'profiles.1', 'model_attributes_type'],
    ['an item that is null', { profiles: [null] }, 'profiles.0', 'model_attributes_type'],
    ['an item that is a list', { profiles: [[]] }, 'profiles.0', 'model_attributes_type'],
    ['max_concurrent 0', { profiles: [good], max_concurrent: 0 }, 'max_concurrent', 'greater_than_equal'],
    ['max_concurrent 6', { profiles: [good], max_concurrent: 6 }, 'max_concurrent', 'less_than_equal'],
    ['max_concurrent "abc"', { profiles: [good], max_concurrent: 'abc' }, 'max_concurrent', 'int_parsing'],
    ['max_concurrent 2.5', { profiles: [good], max_concurrent: 2.5 }, 'max_concurrent', 'int_from_float'],
    ['max_concurrent null', { profiles: [good], max_concurrent: null }, 'max_concurrent', 'int_type'],
    ['an unknown role', { profiles: [item('a', { suggested_role: 'CEO' })] }, 'profiles.0.suggested_role', 'enum'],
    ['a role in lower case', { profiles: [item('a', { suggested_role: 'cto' })] }, 'profiles.0.suggested_role', 'enum'],
    ['role null', { profiles: [item('a', { suggested_role: null })] }, 'profiles.0.suggested_role', 'enum'],
    ['an empty URL', { profiles: [item('', { linkedin_url: '' })] }, 'profiles.0.linkedin_url', 'url_parsing'],
    [
      'an unreadable URL',
      { profiles: [item('', { linkedin_url: 'not a url' })] },
      'profiles.0.linkedin_url',
      'url_parsing',
    ],
    [
      'another scheme',
      { profiles: [item('', { linkedin_url: 'ftp://linkedin.com/in/a' })] },
      'profiles.0.linkedin_url',
      'url_scheme',
    ],
    ['a URL that is no text', { profiles: [item('', { linkedin_url: 7 })] }, 'profiles.0.linkedin_url', 'url_type'],
    ['a URL null', { profiles: [item('', { linkedin_url: null })] }, 'profiles.0.linkedin_url', 'url_type'],
    [
      'a URL too long',
      { profiles: [item('', { linkedin_url: `https://www.linkedin.com/in/${'a'.repeat(2100)}` })] },
      'profiles.0.linkedin_url',
      'url_too_long',
    ],
    [
      'a look-alike host',
      { profiles: [item('', { linkedin_url: 'https://linkedin.com.evil.example/in/a' })] },
      'profiles.0.linkedin_url',
      'linkedin_url',
    ],
    [
      'a company URL',
      { profiles: [item('', { linkedin_url: 'https://www.linkedin.com/company/acme/' })] },
      'profiles.0.linkedin_url',
      'linkedin_url',
    ],
    ['a name that is no text', { profiles: [item('a', { name: 5 })] }, 'profiles.0.name', 'string_type'],
    [
      'include_companies "abc"',
      { profiles: [item('a', { include_companies: 'abc' })] },
      'profiles.0.include_companies',
      'bool_parsing',
    ],
    [
      'include_companies 2',
      { profiles: [item('a', { include_companies: 2 })] },
      'profiles.0.include_companies',
      'bool_parsing',
    ],
    [
      'include_companies null',
      { profiles: [item('a', { include_companies: null })] },
      'profiles.0.include_companies',
      'bool_type',
    ],
    [
      'include_companies a list',
      { profiles: [item('a', { include_companies: [] })] },
      'profiles.0.include_companies',
      'bool_type',
    ],
  ])('%s', async (_case, body, field, error_type) => {
    const answer = await service.post(BATCH, body).expect(422);
    expect(answer.body).toMatchObject({
      error_code: 'VALIDATION_ERROR',
      message: 'Request validation failed',
      details: { endpoint: BATCH, method: 'POST', total_errors: 1 },
      validation_errors: [{ field, error_type, message: expect.any(String) }],
    });
  });

  it('receives the exact message of the contract if there are no profiles', async () => {
    const { body } = await service.post(BATCH, { profiles: [] }).expect(422);
    expect(body.validation_errors).toEqual([
      { field: 'profiles', message: 'List must have at least 1 item', invalid_value: [], error_type: 'too_short' },
    ]);
  });

  it('receives all problems at once', async () => {
    const profiles = [item('a', { suggested_role: 'CEO', linkedin_url: 'x' }), null, item('b', { name: 1 })];
    const { body } = await service.post(BATCH, { profiles, max_concurrent: 9 }).expect(422);
    expect(body.details.total_errors).toBe(5);
    expect(body.validation_errors.map(({ field }: { field: string }) => field).toSorted()).toEqual([
      'max_concurrent',
      'profiles.0.linkedin_url',
      'profiles.0.suggested_role',
      'profiles.1',
      'profiles.2.name',
    ]);
  });

  it('receives its value truncated to 200 characters', async () => {
    const { body } = await service
      .post(BATCH, { profiles: [item('', { linkedin_url: `x${'y'.repeat(500)}` })] })
      .expect(422);
    expect(body.validation_errors[0].invalid_value).toHaveLength(200);
  });

  it.each(['[]', '"text"', '7', 'null'])('is rejected if its body is %s instead of an object', async (body) => {
    const answer = await service.bare
      .post(BATCH)
      .set('X-API-Key', KEY)
      .set('Content-Type', 'application/json')
      .send(body);
    expect(answer.status).toBe(422);
    expect(answer.body.validation_errors).toMatchObject([{ error_type: 'model_attributes_type' }]);
  });

  it('receives an error about malformed JSON before one about a missing key', async () => {
    const answer = await service.bare.post(BATCH).set('Content-Type', 'application/json').send('{"profiles": [');
    expect(answer.status).toBe(422);
    expect(answer.body.validation_errors).toMatchObject([{ field: 'body', error_type: 'json_invalid' }]);
  });

  it('receives an error about a missing key before its fields are validated', async () => {
    await service.bare.post(BATCH).send({ profiles: [] }).expect(403);
  });
});
