import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { createClient, type SupabaseClient } from '@supabase/supabase-js';
import { temporaryFolder } from '../../scripts/lib/service-process.ts';
import { describeWith } from '../support/needed-programs.js';
import { NGINX, openGateway, type Gateway } from './gateway.js';
import { makeEnv, readEnv } from './make-env.js';
import { PostgrestStandIn } from './postgrest-stand-in.js';

describeWith([NGINX], 'the gateway in front of PostgREST', () => {
  let postgrest: PostgrestStandIn;
  let gateway: Gateway;
  let supabase: SupabaseClient;
  let key: string;
  beforeAll(async () => {
    const folder = temporaryFolder();
    await makeEnv(join(folder.path, '.env'));
    const { PGRST_JWT_SECRET = '', SERVICE_ROLE_KEY = '' } = readEnv(join(folder.path, '.env'));
    folder.remove();
    key = SERVICE_ROLE_KEY;
    postgrest = new PostgrestStandIn(PGRST_JWT_SECRET);
    gateway = await openGateway(await postgrest.listen());
    supabase = createClient(gateway.url, key, { auth: { persistSession: false } });
  });
  afterAll(async () => {
    await gateway?.close();
    await postgrest?.close();
  });

  const last = () => postgrest.requests.at(-1)!;
  const get = (path: string, headers: Record<string, string> = {}) => fetch(`${gateway.url}${path}`, { headers });

  it('forwards requests of supabase-js without the path prefix that PostgREST does not know', async () => {
    const { status } = await supabase.from('profiles').select('id').eq('name', 'Ann & Bob/50% Ω').limit(2);
    expect({ status, method: last().method }).toEqual({ status: 200, method: 'GET' });
    const { pathname, searchParams } = new URL(last().path, 'http://x');
    expect(pathname).toBe('/profiles');
    expect(Object.fromEntries(searchParams)).toEqual({ select: 'id', name: 'eq.Ann & Bob/50% Ω', limit: '2' });
    expect(last().headers['authorization']).toBe(`Bearer ${key}`);
  });

  it('forwards profiles with the full payload of its source', async () => {
    const payload = { p_profiles: [{ raw: 'Ω'.repeat(4_000_000) }] };
    const { status } = await supabase.rpc('save_profiles', payload);
    expect({ status, path: last().path }).toEqual({ status: 200, path: '/rpc/save_profiles' });
    expect(JSON.parse(last().body)).toEqual(payload);
  });

  it('lets PostgREST reject a key that was signed with another secret', async () => {
    const unauthorized = createClient(gateway.url, `${key.slice(0, -4)}AAAA`, { auth: { persistSession: false } });
    const { status, error } = await unauthorized.from('profiles').select();
    expect({ status, code: error?.code }).toEqual({ status: 401, code: 'PGRST301' });
  });

  it('rejects requests without a token, or for other paths', async () => {
    const before = postgrest.requests.length;
    const authorization = `Bearer ${key}`;
    expect((await get('/rest/v1/profiles')).status).toBe(401);
    for (const path of ['/', '/profiles', '/rest/v2/profiles', '/auth/v1/token', '/rest/v1/../../profiles'])
      expect({ path, status: (await get(path, { authorization })).status }).toEqual({ path, status: 404 });
    expect(postgrest.requests.length).toBe(before);
  });

  it('reports that it is running, and reveals nothing else about itself', async () => {
    const response = await get('/health');
    expect({ status: response.status, server: response.headers.get('server') }).toEqual({
      status: 200,
      server: 'nginx',
    });
  });
});
