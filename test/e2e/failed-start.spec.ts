import { afterEach, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { DataDirectories, failedStart } from '../support/process.js';
import { KEY } from '../support/service.js';

const versionOf = (node: string) => spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout?.trim() ?? '';

describe('a process that cannot start', () => {
  const directories = new DataDirectories();
  const folder = () => directories.addEmpty();
  afterEach(() => directories.remove());

  it('lists every invalid setting at once, without secrets', async () => {
    const { code, stderr } = await failedStart({
      PORT: 'eighty',
      ROLE: 'boss',
      OPENAI_BASE_URL: 'nowhere',
      CASSIDY_PROFILE_WORKFLOW_URL: 'ftp://secret-part',
    });
    expect(code).toBe(1);
    expect(stderr).toContain('PORT must be a whole number, 0 to 65535, but is "eighty"');
    expect(stderr).toContain('ROLE must be one of all, api, worker, but is "boss"');
    expect(stderr).toContain('OPENAI_BASE_URL must be an http:// or https:// URL, but is "nowhere"');
    expect(stderr).toContain('CASSIDY_PROFILE_WORKFLOW_URL must be');
    expect(stderr).not.toContain('secret-part');
  });

  it('suggests the setting that a misspelled one may have meant', async () => {
    const { stderr } = await failedStart({ UPSTREAM_TIMOUT_MS: '5' });
    expect(stderr).toContain('did you mean UPSTREAM_TIMEOUT_MS?');
  });

  it('refuses production without a key', async () => {
    const { stderr } = await failedStart({ NODE_ENV: 'production' });
    expect(stderr).toContain('API_KEYS must be set, because NODE_ENV is production');
  });

  it('reports that the port is in use', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const DATA_DIR = await directories.add();
    const { stderr } = await failedStart({ PORT: String(port), API_KEY: KEY, DATA_DIR });
    other.close();
    expect(stderr.trim()).toBe(
      `Port ${port} is in use by another program. Stop that program, or set PORT to another port.`,
    );
  });

  it('refuses production with a weak key, without repeating it', async () => {
    const { code, stderr } = await failedStart({ NODE_ENV: 'production', API_KEY: 'changeme' });
    expect(code).toBe(1);
    expect(stderr).toContain('API_KEY must have at least 20 characters, but has 8, because NODE_ENV is production');
    expect(stderr).toContain('openssl rand -hex 24');
    expect(stderr).not.toContain('changeme');
  });

  it('reports problems in the .env file along with all others, without its values', async () => {
    const cwd = folder();
    writeFileSync(join(cwd, '.env'), 'ROLE=boss\nhunter2\nSUPABASE_URL=https://p.supabase.co\nFAVORITE=hunter2\n');
    const { code, stderr } = await failedStart({ PORT: 'eighty' }, { cwd });
    expect(code).toBe(1);
    expect(stderr).toContain('.env line 2 cannot be read: write NAME=value');
    expect(stderr).toContain('PORT must be a whole number');
    expect(stderr).toContain('ROLE must be one of all, api, worker');
    expect(stderr).toContain('SUPABASE_SERVICE_ROLE_KEY must be set, because SUPABASE_URL is set');
    expect(stderr).not.toContain('hunter2');
  });

  it('reports on Node 20 which Node it needs, in one line', async () => {
    const machine = ['/usr/bin/node', '/usr/local/bin/node'].find((path) => /^v(18|20)\./.test(versionOf(path)));
    if (machine === undefined) return;
    const { code, stderr } = await failedStart({}, { node: machine });
    expect(code).toBe(1);
    expect(stderr.trim().split('\n')).toEqual([
      `This service requires Node 22.12 or later, but is running on ${versionOf(machine).slice(1)}. Use "npm start", which brings its own Node.`,
    ]);
  });

  it.each<[string, Record<string, string>]>([
    ['with a key', { API_KEY: KEY }],
    ['in local mode', {}],
  ])('says so in one sentence when the data directory is a file, %s', async (_mode, environment) => {
    const file = join(folder(), 'data');
    writeFileSync(file, 'not a folder');
    const { code, stderr, logged } = await failedStart({ ...environment, DATA_DIR: file, LOG_LEVEL: 'info' });
    expect(code).toBe(1);
    expect(logged).toBe('');
    expect(stderr.trim()).toBe(`The data directory ${file} is a file. Delete it, or set DATA_DIR to a folder.`);
  });

  it.each<[string, Record<string, string>]>([
    ['with a key', { API_KEY: KEY }],
    ['in local mode', {}],
  ])('says so in one sentence when the data directory cannot be written, %s', async (_mode, environment) => {
    const { code, stderr, logged } = await failedStart({
      ...environment,
      DATA_DIR: '/sys/kernel/data',
      LOG_LEVEL: 'info',
    });
    expect(code).toBe(1);
    expect(logged).toBe('');
    expect(stderr.trim().split('\n')).toEqual([
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
    const { code, stderr } = await failedStart({ DATA_DIR: join(file, 'data'), API_KEY: KEY });
    chmodSync(directory, 0o700);
    expect(code).toBe(1);
    expect(stderr.trim().split('\n')).toEqual([expect.stringMatching(/data directory .*DATA_DIR/i)]);
  });

  it('reports an unknown name in the .env file', async () => {
    const cwd = folder();
    writeFileSync(join(cwd, '.env'), 'FAVORITE=hunter2\nPORT=not-a-port\n');
    const { stderr } = await failedStart({ PORT: '0', DATA_DIR: '/sys/kernel/data' }, { cwd });
    expect(stderr).toContain('.env line 1: FAVORITE is not a setting of this service and is ignored');
    expect(stderr).not.toContain('hunter2');
  });
});
