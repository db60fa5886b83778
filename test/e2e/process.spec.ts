import { afterEach, describe, expect, it } from '@jest/globals';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import supertest from 'supertest';
import type { ServiceProcess } from '../../scripts/lib/service-process.ts';
import { endWithTests } from '../support/outside.js';
import { aProcess, DataDirectories } from '../support/process.js';
import { BATCH, item, KEY, memberUrl } from '../support/service.js';
import { until } from '../support/until.js';

const directories = new DataDirectories();
const folders: string[] = [];
const running: ServiceProcess[] = [];

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'process-spec-'));
  folders.push(path);
  return path;
}

async function started(environment: Record<string, string> = {}, directory?: string): Promise<ServiceProcess> {
  const common = { API_KEY: KEY, HOST: '127.0.0.1', SANDBOX_LATENCY_MS: '0' };
  const service = await aProcess({ ...common, ...environment }, directory ?? (await directories.add()));
  running.push(service);
  return service;
}

/** Runs the built service until it exits on its own; returns its last words on stderr and its log. */
async function failedStart(
  environment: Record<string, string>,
  { node = process.execPath, cwd = process.cwd() } = {},
): Promise<{ code: number; said: string; logged: string }> {
  const child = spawn(node, [resolve('dist/main.js')], {
    env: {
      PATH: process.env['PATH'],
      NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
      PORT: '0',
      LOG_LEVEL: 'warn',
      LOG_FORMAT: 'json',
      DATA_DIR: folder(),
      ...environment,
    },
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  endWithTests(child);
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  let logged = '';
  child.stdout.on('data', (chunk: Buffer) => (logged += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number];
  return { code, said, logged };
}

const versionOf = (node: string) => spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout?.trim() ?? '';

const api = (service: ServiceProcess) => {
  const http = supertest(service.url);
  return {
    get: (path: string) => http.get(path).set('X-API-Key', KEY),
    post: (path: string, body: object) => http.post(path).set('X-API-Key', KEY).send(body),
  };
};

const profilesOf = async (service: ServiceProcess) =>
  (await api(service).get('/api/v1/profiles?limit=100').expect(200)).body.data as {
    id: string;
    url: string;
    has_embedding: boolean;
  }[];

describe('the process', () => {
  afterEach(async () => {
    await Promise.all(running.splice(0).map((service) => service.stop()));
    directories.remove();
    for (const path of folders.splice(0)) rmSync(path, { recursive: true, force: true });
  });

  it('keeps all data over a restart', async () => {
    const first = await started();
    const { body } = await api(first)
      .post(BATCH, { profiles: [item('ann'), item('bob')] })
      .expect(201);
    await first.stop();
    const second = await started({}, first.dataDirectory);
    const after = await api(second).get(`/api/v1/profiles/batches/${body.batch_id}`).expect(200);
    expect(after.body.results).toEqual(body.results);
    expect((await profilesOf(second)).map(({ id }) => id).toSorted()).toEqual(
      body.results.map(({ id }: { id: string }) => id).toSorted(),
    );
  });

  it('leaves no partially stored profile when it is killed in the middle of a batch', async () => {
    const directory = await directories.add();
    for (let round = 0; round < 3; round++) {
      const service = await started({ SANDBOX_LATENCY_MS: '10' }, directory);
      const slugs = Array.from({ length: 10 }, (_, index) => `victim-${round}-${index}`);
      const cut = api(service)
        .post(BATCH, { profiles: slugs.map((slug) => item(slug)), max_concurrent: 5 })
        .then(
          () => null,
          () => null,
        );
      await until(async () =>
        (await profilesOf(service)).some(({ url }) => url.includes(`victim-${round}-`)) ? true : null,
      );
      service.child.kill('SIGKILL');
      await cut;
    }
    const survivor = await started({}, directory);
    const stored = await profilesOf(survivor);
    expect(stored.length).toBeGreaterThanOrEqual(3);
    for (const { id, has_embedding } of stored) {
      const { body } = await api(survivor).get(`/api/v1/profiles/${id}/companies`).expect(200);
      expect({ has_embedding, hasLinks: body.data.length > 0 }).toEqual({ has_embedding: true, hasLinks: true });
    }
    const again = stored.map(({ url }) => url).slice(0, 10);
    const { body } = await api(survivor).post(BATCH, {
      profiles: again.map((url) => ({ ...item(''), linkedin_url: url })),
    });
    expect(body.results.map(({ id }: { id: string }) => id)).toEqual(stored.slice(0, 10).map(({ id }) => id));
  });

  it('finishes an accepted batch after it was killed', async () => {
    const first = await started({ SANDBOX_LATENCY_MS: '60000', UPSTREAM_TIMEOUT_MS: '120000' });
    const accepted = await api(first)
      .post(BATCH, { profiles: [item('ann')] })
      .set('Prefer', 'respond-async')
      .expect(202);
    await until(async () =>
      (await api(first).get(accepted.body.status_url)).body.status === 'processing' ? true : null,
    );
    first.child.kill('SIGKILL');
    await once(first.child, 'exit');
    const second = await started({}, first.dataDirectory);
    const state = await until(async () => {
      const { body } = await api(second).get(accepted.body.status_url);
      return body.status === 'completed' ? body : null;
    });
    expect(state).toMatchObject({ successful: 1, results: [{ url: memberUrl('ann') }] });
  });

  it('does not print the local key to an output that is not a terminal, but says where it is', async () => {
    const directory = folder();
    const service = await aProcess({ HOST: '127.0.0.1' }, directory);
    running.push(service);
    const printed = await until(async () => (service.output().includes('curl') ? service.output() : null));
    const file = join(directory, 'api-key');
    expect(printed).toContain(`The key for ${service.url}/api/v1 is in ${file}`);
    expect(printed).toContain(`-H "X-API-Key: $(cat '${file}')"`);
    expect(printed).not.toContain(readFileSync(file, 'utf8').trim());
  });

  it('reports an unknown name in the .env file, and starts', async () => {
    const cwd = folder();
    writeFileSync(join(cwd, '.env'), 'FAVORITE=hunter2\nPORT=not-a-port\n');
    const { said } = await failedStart({ PORT: '0', DATA_DIR: '/sys/kernel/data' }, { cwd });
    expect(said).toContain('.env line 1: FAVORITE is not a setting of this service and is ignored');
    expect(said).not.toContain('hunter2');
  });

  it('rejects a second process on its data directory with one line', async () => {
    const first = await started();
    const { code, said } = await failedStart({ DATA_DIR: first.dataDirectory, API_KEY: KEY });
    expect(code).toBe(1);
    expect(said.trim().split('\n')).toEqual([
      expect.stringMatching(/^The data directory .* is in use by another process.*DATA_DIR/),
    ]);
  });

  it('exits on SIGTERM after finishing requests in flight', async () => {
    const service = await started({ SANDBOX_LATENCY_MS: '300' });
    const answer = api(service)
      .post(BATCH, { profiles: [item('ann')] })
      .then(({ status }) => status);
    await until(async () => (service.output().includes('Listening') ? true : null));
    const exit = once(service.child, 'exit');
    await until(async () => ((await api(service).get('/health/live')).status === 200 ? true : null));
    service.child.kill('SIGTERM');
    const [code] = (await exit) as [number | null];
    expect(await answer).toBe(201);
    expect(code).toBe(0);
  });

  describe('when it cannot start', () => {
    it('lists every invalid setting at once, without secrets', async () => {
      const { code, said } = await failedStart({
        PORT: 'eighty',
        ROLE: 'boss',
        OPENAI_BASE_URL: 'nowhere',
        CASSIDY_PROFILE_WORKFLOW_URL: 'ftp://secret-part',
      });
      expect(code).toBe(1);
      expect(said).toContain('PORT must be a whole number, 0 to 65535, but is "eighty"');
      expect(said).toContain('ROLE must be one of all, api, worker, but is "boss"');
      expect(said).toContain('OPENAI_BASE_URL must be an http:// or https:// URL, but is "nowhere"');
      expect(said).toContain('CASSIDY_PROFILE_WORKFLOW_URL must be');
      expect(said).not.toContain('secret-part');
    });

    it('suggests the setting that a misspelled one may have meant', async () => {
      const { said } = await failedStart({ UPSTREAM_TIMOUT_MS: '5' });
      expect(said).toContain('did you mean UPSTREAM_TIMEOUT_MS?');
    });

    it('refuses production without a key', async () => {
      const { said } = await failedStart({ NODE_ENV: 'production' });
      expect(said).toContain('API_KEYS must be set, because NODE_ENV is production');
    });

    it('reports that the port is in use', async () => {
      const other = createServer().listen(0, '127.0.0.1');
      await once(other, 'listening');
      const { port } = other.address() as AddressInfo;
      const { said } = await failedStart({ PORT: String(port), API_KEY: KEY, HOST: '127.0.0.1' });
      other.close();
      expect(said.trim()).toBe(
        `Port ${port} is in use by another program. Stop that program, or set PORT to another port.`,
      );
    });

    it('refuses production with a weak key, without repeating it', async () => {
      const { code, said } = await failedStart({ NODE_ENV: 'production', API_KEY: 'changeme' });
      expect(code).toBe(1);
      expect(said).toContain('API_KEY must have at least 20 characters, but has 8, because NODE_ENV is production');
      expect(said).toContain('openssl rand -hex 24');
      expect(said).not.toContain('changeme');
    });

    it('reports problems in the .env file along with all others, without its values', async () => {
      const cwd = folder();
      writeFileSync(join(cwd, '.env'), 'ROLE=boss\nhunter2\nSUPABASE_URL=https://p.supabase.co\nFAVORITE=hunter2\n');
      const { code, said } = await failedStart({ PORT: 'eighty' }, { cwd });
      expect(code).toBe(1);
      expect(said).toContain('.env line 2 cannot be read: write NAME=value');
      expect(said).toContain('PORT must be a whole number');
      expect(said).toContain('ROLE must be one of all, api, worker');
      expect(said).toContain('SUPABASE_SERVICE_ROLE_KEY must be set, because SUPABASE_URL is set');
      expect(said).not.toContain('hunter2');
    });

    it('reports on Node 20 which Node it needs, in one line', async () => {
      const machine = ['/usr/bin/node', '/usr/local/bin/node'].find((path) => /^v(18|20)\./.test(versionOf(path)));
      if (machine === undefined) return;
      const { code, said } = await failedStart({}, { node: machine });
      expect(code).toBe(1);
      expect(said.trim().split('\n')).toEqual([
        `This service requires Node 22.12 or later, but is running on ${versionOf(machine).slice(1)}. Use "npm start", which brings its own Node.`,
      ]);
    });

    it.each<[string, Record<string, string>]>([
      ['with a key', { API_KEY: KEY }],
      ['in local mode', {}],
    ])('says so in one sentence when the data directory is a file, %s', async (_mode, environment) => {
      const file = join(folder(), 'data');
      writeFileSync(file, 'not a folder');
      const { code, said, logged } = await failedStart({ ...environment, DATA_DIR: file, LOG_LEVEL: 'info' });
      expect(code).toBe(1);
      expect(logged).toBe('');
      expect(said.trim()).toBe(`The data directory ${file} is a file. Delete it, or set DATA_DIR to a folder.`);
    });

    it.each<[string, Record<string, string>]>([
      ['with a key', { API_KEY: KEY }],
      ['in local mode', {}],
    ])('says so in one sentence when the data directory cannot be written, %s', async (_mode, environment) => {
      const { code, said, logged } = await failedStart({
        ...environment,
        DATA_DIR: '/sys/kernel/data',
        LOG_LEVEL: 'info',
      });
      expect(code).toBe(1);
      expect(logged).toBe('');
      expect(said.trim().split('\n')).toEqual([
        expect.stringMatching(
          /^The data directory \/sys\/kernel\/data is not writable \(\w+\)\. .* set DATA_DIR to another folder\.$/,
        ),
      ]);
    });

    it('reports that the data directory cannot be used', async () => {
      const directory = folder();
      const file = join(directory, 'file');
      writeFileSync(file, 'not a folder');
      chmodSync(directory, 0o500);
      const { code, said } = await failedStart({ DATA_DIR: join(file, 'data'), API_KEY: KEY });
      chmodSync(directory, 0o700);
      expect(code).toBe(1);
      expect(said.trim().split('\n')).toEqual([expect.stringMatching(/data directory .*DATA_DIR/i)]);
    });
  });
});
