import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { StoreUnavailableError } from '../../common/errors/store-unavailable.error.js';
import { hostedSupabase } from './hosted-supabase.js';
import { isConflict } from './store-failure.js';
import { StoreError } from './store.error.js';

describe('the hosted side', () => {
  let server: Server | undefined;
  afterEach(() => void server?.close());

  /** A PostgREST that answers every request like this. */
  async function answering(status: number, body: string): Promise<ReturnType<typeof hostedSupabase>> {
    server = createServer((_, response) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(body),
    );
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return hostedSupabase(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, 'secret-key');
  }

  const call = (door: ReturnType<typeof hostedSupabase>) =>
    door.call('save_profile', {}).catch((error: unknown) => error);

  it('says where it is, without the key', () => {
    const { description } = hostedSupabase('https://project.supabase.co', 'secret-key');
    expect(description).toBe('Supabase at project.supabase.co');
  });

  it('is unavailable when nobody answers at its address', async () => {
    const door = await answering(200, '{}');
    server?.close();
    expect(await call(door)).toBeInstanceOf(StoreUnavailableError);
  });

  it.each([
    [503, '{"code":"PGRST000","message":"no connection"}'],
    [504, '<html>gateway</html>'],
    [500, '{"code":"57014","message":"statement timeout"}'],
    [429, '{"message":"slow down"}'],
  ])('is unavailable when it answers %i %s', async (status, body) => {
    expect(await call(await answering(status, body))).toBeInstanceOf(StoreUnavailableError);
  });

  it.each([
    [404, 'PGRST202', /apply the migrations/],
    [401, 'PGRST301', /SUPABASE_SERVICE_ROLE_KEY/],
    [400, '22P02', /refused the request \(22P02\)/],
  ])('tells a refusal %i %s from an outage, without SQL', async (status, code, message) => {
    const error = await call(await answering(status, JSON.stringify({ code, message: 'select secret from profiles' })));
    expect(error).toBeInstanceOf(StoreError);
    expect((error as Error).message).toMatch(message);
    expect((error as Error).message).not.toContain('select');
  });

  it.each(['40001', '40P01', '23505'])('knows %s as a meeting of two callers', async (code) => {
    expect(isConflict(await call(await answering(409, JSON.stringify({ code, message: '' }))))).toBe(true);
  });

  it('gives up a check when it is told to', async () => {
    const door = await answering(200, '[]');
    await expect(door.check(AbortSignal.abort())).rejects.toThrow(StoreUnavailableError);
    await door.check(AbortSignal.timeout(5_000));
  });
});
