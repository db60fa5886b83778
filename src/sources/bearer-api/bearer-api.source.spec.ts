import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { anyCharacter } from '../../../test/support/characters.arbitraries.js';
import {
  json,
  somebody,
  startBearerApiStandIn,
  type BearerApiStandIn,
} from '../../../test/fixtures/bearer-api/bearer-api-stand-in.js';
import { UpstreamError } from '../../infrastructure/http-client/upstream.error.js';
import { EmailAddress } from '../../model/email-address.js';
import { BearerApiSource } from './bearer-api.source.js';

const SECRET = 'eyJhbGciOi.secret.part';
const token = { reveal: () => SECRET };
const never = new AbortController().signal;
const address = (text: string) => EmailAddress.safeParse(text) as EmailAddress;

let api: BearerApiStandIn;

beforeAll(async () => {
  api = await startBearerApiStandIn();
});

afterAll(() => api.close());

const fetchFrom = (path: string, email = 'ann+1@example.com', signal = never) =>
  new BearerApiSource(`${api.base}${path}`).fetchPerson({ by: 'email', email: address(email) }, token, signal);

async function failureOf(fetched: Promise<unknown>): Promise<UpstreamError> {
  const error = await fetched.then(
    () => new Error('It should have failed'),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(UpstreamError);
  return error as UpstreamError;
}

describe('a person from the bearer API', () => {
  beforeAll(() => api.serve(json(somebody)));

  it('is asked for with GET where the URL has room for the address', async () => {
    const before = new Date();
    const { data, raw, fetched_at } = await fetchFrom('/people?by={email}&again={email}');
    expect(api.calls.at(-1)).toEqual({
      method: 'GET',
      path: '/people?by=ann%2B1%40example.com&again=ann%2B1%40example.com',
      authorization: `Bearer ${SECRET}`,
      contentType: undefined,
      body: '',
    });
    expect(JSON.stringify(data)).toBe(somebody.replace(/(?<=[:,]) /g, ''));
    expect(raw).toBe(somebody);
    expect(fetched_at.getTime()).toBeGreaterThanOrEqual(before.getTime());
  });

  it('is asked for with POST where it has not', async () => {
    await fetchFrom('/people');
    expect(api.calls.at(-1)).toEqual({
      method: 'POST',
      path: '/people',
      authorization: `Bearer ${SECRET}`,
      contentType: 'application/json',
      body: '{"email":"ann+1@example.com"}',
    });
  });

  it('is asked for without credentials where there are none', async () => {
    await new BearerApiSource(`${api.base}/people`).fetchPerson(
      { by: 'email', email: address('ann@example.com') },
      null,
      never,
    );
    expect(api.calls.at(-1)?.authorization).toBeUndefined();
  });

  it('never has the address leave its place in the URL', async () => {
    const local = fc.string({ minLength: 1, maxLength: 20, unit: anyCharacter });
    const emails = local.map((text) => EmailAddress.safeParse(`${text}@example.com`)).filter((email) => email !== null);
    await fc.assert(
      fc.asyncProperty(emails, async (email) => {
        await new BearerApiSource(`${api.base}/people/{email}/profile`).fetchPerson(
          { by: 'email', email },
          token,
          never,
        );
        const [, people, place, profile, ...more] = api.calls.at(-1)?.path.split('/') ?? [];
        expect([people, decodeURIComponent(place ?? ''), profile, more]).toEqual([
          'people',
          email.value,
          'profile',
          [],
        ]);
      }),
      { numRuns: 50, examples: [[address('$&/?#%25{email}@example.com')]] },
    );
  });

  it.each(['{"displayName": "Ann"}', '[{"displayName": "Ann"}]', '{"persons": [{}, {"lastName": "Lee"}], "more": 1}'])(
    'may have the shape %s',
    async (body) => {
      api.serve(json(body));
      expect((await fetchFrom('/people')).data).toEqual(JSON.parse(body));
    },
  );
});

describe('a failure of the bearer API', () => {
  it.each([
    [400, 'INVALID_REQUEST', false],
    [401, 'TOKEN_REFUSED', false],
    [402, 'ACCESS_DENIED', false],
    [202, 'UPSTREAM_ERROR', true],
    [403, 'PROFILE_RESTRICTED', false],
    [404, 'PROFILE_NOT_FOUND', false],
    [408, 'UPSTREAM_TIMEOUT', true],
    [418, 'UPSTREAM_ERROR', false],
    [422, 'INVALID_REQUEST', false],
    [424, 'ACCESS_DENIED', false],
    [429, 'RATE_LIMITED', true],
    [500, 'UPSTREAM_ERROR', true],
    [503, 'UPSTREAM_ERROR', true],
    [504, 'UPSTREAM_TIMEOUT', true],
  ])('with HTTP %i is %s', async (status, code, retryable) => {
    api.serve(json('{"error": "ann+1@example.com is unknown to tenant 7"}', status));
    const error = await failureOf(fetchFrom('/people/{email}'));
    expect(error).toMatchObject({ code, retryable });
    expect(`${error.message} ${error.details}`).not.toMatch(/ann|tenant|secret|127\.0\.0\.1/);
  });

  it('passes on how long it wants to be left alone', async () => {
    api.serve(json('{}', 429, { 'retry-after': '17' }));
    expect(await failureOf(fetchFrom('/people'))).toMatchObject({ code: 'RATE_LIMITED', retryAfterMs: 17_000 });
  });

  it.each(['{"persons": []}', '{"persons": null}', '[]', '{"persons": [], "took": 3}', 'null', '{}'])(
    'to find anybody, said as %s, is PROFILE_NOT_FOUND',
    async (body) => {
      api.serve(json(body));
      expect(await failureOf(fetchFrom('/people'))).toMatchObject({ code: 'PROFILE_NOT_FOUND', retryable: false });
    },
  );

  it('to make sense, with JSON that cannot be read, is INVALID_DATA', async () => {
    api.serve(json('{"persons": nonsense}'));
    expect(await failureOf(fetchFrom('/people'))).toMatchObject({ code: 'INVALID_DATA', retryable: false });
  });

  it.each(['"Ann"', '7', '12345678901234567890', 'Service Unavailable', '{"error": "quota"}', '{"status": "pending"}'])(
    'to answer with a person, with %s, passes',
    async (body) => {
      api.serve(json(body));
      expect(await failureOf(fetchFrom('/people'))).toMatchObject({ code: 'UPSTREAM_ERROR', retryable: true });
    },
  );

  it.each(['', '<html>Bad gateway</html>', '{"persons": [{"displ'])(
    'to answer completely, with %j, passes',
    async (body) => {
      api.serve(json(body));
      expect(await failureOf(fetchFrom('/people'))).toMatchObject({ code: 'UPSTREAM_ERROR', retryable: true });
    },
  );

  it('to send the token along to another address is UPSTREAM_ERROR', async () => {
    api.serve(json('', 302, { location: 'http://127.0.0.1:9/' }));
    expect(await failureOf(fetchFrom('/people'))).toMatchObject({ code: 'UPSTREAM_ERROR', retryable: false });
  });

  it('to be there is UPSTREAM_ERROR', async () => {
    const gone = await startBearerApiStandIn();
    await gone.close();
    const source = new BearerApiSource(`${gone.base}/{email}`);
    const error = await failureOf(source.fetchPerson({ by: 'email', email: address('ann@example.com') }, token, never));
    expect(error).toMatchObject({ code: 'UPSTREAM_ERROR', retryable: true });
    expect(JSON.stringify([error.message, error.details, String(error.cause)])).not.toMatch(/example|secret/);
  });
});

it('gives up at once with the reason of an abort', async () => {
  const controller = new AbortController();
  const reason = new Error('enough');
  api.serve(() => controller.abort(reason));
  await expect(fetchFrom('/people', 'ann@example.com', controller.signal)).rejects.toBe(reason);
});
