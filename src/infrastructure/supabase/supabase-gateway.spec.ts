import { Logger } from '@nestjs/common';
import type { SupabaseClient } from '@supabase/supabase-js';
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  failedCall,
  fakeSupabaseProject,
  jsonAnswer,
  type Answer,
} from '../../../test/support/fake-supabase-project.js';
import { until } from '../../../test/support/until.js';
import { StoreUnavailableError } from '../../common/errors/store-unavailable.error.js';
import { hostedSupabase } from './hosted-supabase.js';
import { isConflict, storeFailure, type StoreResponse } from './store-failure.js';
import { SupabaseError } from './supabase.error.js';
import type { SchemaCheck } from './supabase-driver.js';
import { SupabaseGateway } from './supabase-gateway.js';
import { SupabaseUnavailableError } from './supabase-unavailable.error.js';

/** Checks the version, as the owner of a schema does. */
const VERSION = 'newest';
const NOT_JSON = { code: 'NOT_JSON', message: '' };
const checkVersion: SchemaCheck = async (client, place, signal) => {
  const response: StoreResponse<unknown> = await client.rpc('schema_version').abortSignal(signal);
  if (response.error) throw storeFailure(response, place);
  if (typeof response.data !== 'string') throw storeFailure({ ...response, error: NOT_JSON }, place);
  if (response.data !== VERSION) throw new SupabaseUnavailableError('schema', `${place} lacks what is newer`);
};

describe('the hosted driver', () => {
  beforeAll(() => Logger.overrideLogger(false));
  const cleaners: (() => unknown)[] = [];
  afterEach(async () => {
    for (const clean of cleaners.splice(0).toReversed()) await clean();
  });

  function gatewayTo(url: string): SupabaseGateway {
    const gateway = hostedSupabase(url, 'secret-key', checkVersion);
    cleaners.push(() => gateway.close());
    return gateway;
  }

  /** A project with a complete schema that gives the same response to every other call until the test changes it. */
  async function project(call: Answer, version = jsonAnswer(VERSION)) {
    const opened = await fakeSupabaseProject(call, version);
    cleaners.push(opened.stop);
    return { ...opened, gateway: gatewayTo(opened.url) };
  }

  const call = (gateway: SupabaseGateway) => gateway.call('save_profile', {}).catch((error: unknown) => error);
  const check = (gateway: SupabaseGateway) =>
    gateway.check(new AbortController().signal).catch((error: unknown) => error);

  it('reports where it is, without the key', () => {
    const { description } = gatewayTo('https://user:pass@project.supabase.co');
    expect(description).toBe('Supabase at project.supabase.co');
  });

  it("returns the project's response, and has no problem then", async () => {
    const { gateway } = await project({ status: 200, body: '{"saved":true}' });
    expect(await call(gateway)).toEqual({ saved: true });
    expect(await check(gateway)).toBeUndefined();
    expect(gateway.problem).toBeNull();
  });

  it.each<[number, string, string | undefined, RegExp]>([
    [401, '{"message":"Invalid API key"}', undefined, /rejected the API key: set SUPABASE_SERVICE_ROLE_KEY/],
    [401, '{"code":"PGRST301","message":"JWT"}', undefined, /rejected the API key/],
    [401, '{"code":"42501","message":"denied"}', undefined, /not the publishable \(anon\) one/],
    [403, '{"code":"42501","message":"denied"}', undefined, /not the publishable \(anon\) one/],
    [404, '{"code":"PGRST205","message":"x"}', undefined, /run "npm run db:migrate"/],
    [400, '{"code":"42P01","message":"x"}', undefined, /run "npm run db:migrate"/],
    [406, '{"code":"PGRST106","message":"x"}', undefined, /does not expose the schema public/],
    [540, '{"message":"paused"}', undefined, /is paused: resume the project in the Supabase dashboard/],
    [540, '<html></html>', 'text/html', /is paused: resume the project/],
    [402, '{"message":"exceeded"}', undefined, /is restricted because of its usage/],
    [503, '{"code":"PGRST002","message":"x"}', undefined, /is having problems/],
    [500, '{"code":"25006","message":"read-only"}', undefined, /is having problems/],
    [500, '{"code":"53100","message":"no space left"}', undefined, /^The disk of .* is full: free some space/],
    [502, '<html>gateway</html>', 'text/html', /is having problems/],
    [404, '<html>nothing</html>', 'text/html', /does not respond like Supabase: check SUPABASE_URL/],
    [404, '', undefined, /does not respond like Supabase/],
    [404, '[]', undefined, /does not respond like Supabase/],
    [200, '<html>welcome</html>', 'text/html', /does not respond like Supabase/],
    [200, '{"some":"thing"}', undefined, /does not respond like Supabase/],
    [200, 'no json', undefined, /does not respond|was lost/],
    [302, '', undefined, /does not respond|was lost/],
    [429, '{"message":"slow down"}', undefined, /is not accepting more requests right now/],
    [504, '{"message":"slow"}', undefined, /did not respond in time/],
    [544, '{"message":"slow"}', undefined, /did not respond in time/],
  ])('says in one sentence what to do about %i %s', async (status, body, type, sentence) => {
    const answer = { status, body, type };
    const { gateway, place } = await project(answer, answer);
    const error = (await call(gateway)) as SupabaseUnavailableError;
    expect(error).toBeInstanceOf(StoreUnavailableError);
    expect(error).toBeInstanceOf(SupabaseUnavailableError);
    expect(error.message).toMatch(sentence);
    expect(error.message).toContain(place);
    expect(error.message).not.toMatch(/secret-key|html/);
    expect(error.cause).toBeUndefined();
    expect(gateway.problem).toBe(error.message);
    expect(await check(gateway)).toMatchObject({ message: error.message });
  });

  it('reports the same for a port that fetch blocks', async () => {
    const gateway = gatewayTo('http://127.0.0.1:9');
    expect(await call(gateway)).toMatchObject({ message: expect.stringMatching(/check SUPABASE_URL/) });
  });

  it('reports that nothing responds at its address', async () => {
    const { gateway, stop } = await project({ status: 200, body: '{}' });
    stop();
    expect(await call(gateway)).toMatchObject({
      message: expect.stringMatching(/refuses connections: check SUPABASE_URL/),
    });
  });

  it('reports that its host is unknown, as for a paused project', async () => {
    const gateway = gatewayTo('https://project.supabase.invalid');
    expect(await call(gateway)).toMatchObject({
      problem: 'unreachable',
      message: expect.stringMatching(
        /its host name does not resolve: resume the project in the Supabase dashboard if it is paused/,
      ),
    });
  });

  it('reports what is missing in the schema, and works once it is there', async () => {
    const { gateway, answers, place } = await project(jsonAnswer({}), jsonAnswer('older'));
    expect(await call(gateway)).toMatchObject({ problem: 'schema', message: `${place} lacks what is newer` });
    answers.version = jsonAnswer(VERSION);
    expect(await call(gateway)).toEqual({});
    expect(gateway.problem).toBeNull();
  });

  it('checks the schema once, and again when a call finds it incomplete', async () => {
    const { gateway, answers } = await project({ status: 200, body: '{}' });
    await Promise.all([call(gateway), call(gateway), call(gateway)]);
    await call(gateway);
    expect(answers.versionRequests).toBe(1);
    answers.call = failedCall(404, 'PGRST202');
    answers.version = jsonAnswer('older');
    expect(await call(gateway)).toMatchObject({ message: expect.stringContaining('lacks what is newer') });
    answers.version = jsonAnswer(VERSION);
    // As long as PostgREST has not loaded the new schema.
    expect(await call(gateway)).toMatchObject({
      message: expect.stringMatching(/is missing a table or function: .* 'reload schema'/),
    });
  });

  it('recovers on its own, without a call or a probe', async () => {
    const { gateway, answers } = await project({ status: 200, body: '{}' }, { status: 540, body: '{}' });
    await gateway.open();
    await until(() => Promise.resolve(gateway.problem));
    answers.version = jsonAnswer(VERSION);
    await until(() => Promise.resolve(gateway.problem === null ? true : null));
  });

  it.each(['57014', '53300'])('treats %s as a failure of one call', async (code) => {
    const { gateway } = await project(failedCall(500, code));
    expect(await call(gateway)).toBeInstanceOf(SupabaseUnavailableError);
    expect(gateway.problem).toBeNull();
  });

  it('distinguishes a rejection from an outage, without SQL', async () => {
    const { gateway } = await project(failedCall(400, '22P02'));
    const error = await call(gateway);
    expect(error).toBeInstanceOf(SupabaseError);
    expect((error as Error).message).toBe('The profile store rejected the request (22P02)');
    expect(gateway.problem).toBeNull();
  });

  it.each(['40001', '40P01', '23505', '23503'])('treats %s as a conflict of two calls', async (code) => {
    const { gateway } = await project(failedCall(409, code));
    expect(isConflict(await call(gateway))).toBe(true);
  });

  it('cancels a check when told to, without marking the project as unavailable', async () => {
    const { gateway } = await project({ status: 200, body: '[]' });
    await expect(gateway.check(AbortSignal.abort())).rejects.toThrow(StoreUnavailableError);
    expect(gateway.problem).toBeNull();
  });
});

describe('the embedded driver', () => {
  it('keeps the problem of a key that differs while calls end that began before it was found', async () => {
    const other: StoreResponse<null> = { data: null, error: { code: '55000', message: 'another key' }, status: 400 };
    const gateway = new SupabaseGateway({
      isEmbedded: true,
      description: 'embedded Postgres',
      connect: async () => ({}) as SupabaseClient,
      checkSchema: async (_, place) => {
        throw storeFailure(other, place);
      },
    });
    const earlier = Promise.withResolvers<StoreResponse<string>>();
    const began = gateway.run(() => earlier.promise);
    await expect(gateway.run(async () => other)).rejects.toThrow(SupabaseUnavailableError);
    earlier.resolve({ data: 'found', error: null, status: 200 });
    expect(await began).toBe('found');
    expect(gateway.problem).toMatch(/made with another key/);
    await expect(gateway.run(async () => other)).rejects.toThrow(/made with another key/);
    gateway.close();
  });
});
