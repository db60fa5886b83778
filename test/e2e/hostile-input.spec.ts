import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { isFullExtent } from '../support/extent.js';
import { aService, KEY, type Service } from '../support/service.js';

interface Operation {
  parameters?: { in: string; name: string }[];
}

const base64 = (text: string) => Buffer.from(text).toString('base64url');

/** Percent-encoded, for paths and queries. */
const VALUES: Record<string, string> = {
  'a NUL': '%00',
  'a NUL in an address': 'ann%00@example.com',
  'half of a surrogate pair': '%ED%A0%80',
  'a replacement character': '%EF%BF%BD',
  '8,000 characters': 'x'.repeat(8_000),
  '1,900 characters': 'x'.repeat(1_900),
  'wildcards and quotes': encodeURIComponent(`%_\\'";--`.repeat(50)),
  'a way up': '..%2F..%2Fetc',
  'a forged place': base64('999999999999999'),
  'forged places': base64('999999999999999.999999999999999'),
  'a forged key': base64(JSON.stringify(['a', 'b'.repeat(1_400)])),
  'a forged key with a NUL': base64(JSON.stringify(['\0', '\0'])),
  'a forged key with half a pair': base64('["\\ud83d","\\ud83d"]'),
  'a forged list': base64('[1e400,null]'),
  'a huge number': '9'.repeat(400),
  'many combining marks': '%CC%81'.repeat(600),
};

describe('hostile values in paths, queries and headers', () => {
  let service: Service;
  let operations: [string, string, Operation][];

  beforeAll(async () => {
    service = await aService();
    const { body } = await service.bare.get('/openapi.json').expect(200);
    operations = Object.entries(body.paths as Record<string, Record<string, Operation>>).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]): [string, string, Operation] => [method, path, operation]),
    );
  });
  afterAll(() => service.close());

  const send = (method: string, path: string) =>
    service.bare[method as 'get'](path)
      .set('X-API-Key', KEY)
      .send(method === 'get' ? undefined : {});

  it.each(Object.entries(VALUES).map(([what, value], number) => [what, value, number] as const))(
    'never cause a server error: %s',
    async (_what, value, number) => {
      const places = operations.flatMap(([method, path, { parameters = [] }]) =>
        parameters
          .filter((parameter) => ['path', 'query'].includes(parameter.in))
          .map(({ in: place, name }) => ({ method, path, place, name })),
      );
      const faults: string[] = [];
      // Each place is sent each value, or every third.
      for (const { method, path, place, name } of places.filter(
        (_, index) => isFullExtent || index % 3 === number % 3,
      )) {
        const filled = path.replace(`{${name}}`, value).replaceAll(/\{\w+\}/g, 'unknown');
        const { status } = await send(method, place === 'path' ? filled : `${filled}?${name}=${value}`);
        if (status >= 500) faults.push(`${status} ${method} ${path} ${name}`);
      }
      expect(faults).toEqual([]);
    },
  );

  it('are treated as the ID of an unknown token, at any length', async () => {
    const { body } = await service.delete(`/tokens/${'x'.repeat(8_000)}`).expect(404);
    expect(body.error_code).toBe('TOKEN_NOT_FOUND');
    await service.post(`/tokens/${'x'.repeat(8_000)}/reactivate`).expect(404);
  });

  it('are accepted as an idempotency key up to 255 characters', async () => {
    const create = (key: string) =>
      service.post('/jobs/create-batch', { emails: ['ann@example.com'] }).set('Idempotency-Key', key);
    const { body } = await create('k'.repeat(3_000)).expect(422);
    expect(body.validation_errors).toEqual([
      {
        field: 'Idempotency-Key',
        message: 'String must have at most 255 characters',
        invalid_value: 'k'.repeat(200),
        error_type: 'string_too_long',
      },
    ]);
    const first = await create('k'.repeat(255)).expect(200);
    expect((await create('k'.repeat(255)).expect(200)).body.job_id).toBe(first.body.job_id);
    await create('ä'.repeat(100)).expect(200);
  });

  it('are rejected as a cursor with 422 unless the service issued it', async () => {
    for (const path of ['/api/v1/profiles', '/linkedin-profiles']) {
      const { body } = await service.get(`${path}?cursor=${VALUES['a forged key']}`).expect(422);
      expect(body.validation_errors[0].field).toBe('cursor');
    }
  });
});
