import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../../scripts/lib/service-process.ts';
import { settings } from '../support/settings.js';
import { makeEnv, readEnv } from './make-env.js';
import { settingNames } from './setting-names.js';
import { yamlFile } from './yaml-file.js';

interface ComposeService {
  image: string;
  build?: string;
  environment?: Record<string, string | number | null>;
  ports?: string[];
  networks: string[];
  read_only?: boolean;
  mem_limit?: string;
  restart: string;
  healthcheck: object;
}

const FILE = 'docker-compose.yml';
const [compose] = yamlFile<{ services: Record<string, ComposeService>; networks: Record<string, object> }>(FILE);
const { services, networks } = compose!;
const ours = ['api', 'worker', 'migrate'];
const hasDocker = spawnSync('docker', ['compose', 'version']).status === 0;

describe('docker-compose.yml', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let secrets: Record<string, string>;
  beforeAll(async () => {
    folder = temporaryFolder();
    await makeEnv(join(folder.path, '.env'));
    secrets = readEnv(join(folder.path, '.env'));
  });
  afterAll(() => folder.remove());

  const filledIn = (value: string | number | null) =>
    String(value ?? '').replaceAll(/\$\{(\w+)[^}]*\}/g, (_, name: string) => secrets[name] ?? '');

  it.each(ours)('gives %s only settings that exist', (name) => {
    const given = Object.keys(services[name]!.environment!);
    expect(given.filter((setting) => !settingNames.has(setting))).toEqual([]);
  });

  it.each(['api', 'worker'])('gives %s an environment that it starts with, and no embedded store', (role) => {
    const { environment = {} } = services[role]!;
    const values = Object.entries(environment).map(([name, value]) => [name, filledIn(value)]);
    const config = settings({ ...Object.fromEntries(values), NODE_ENV: 'production' });
    expect(config).toMatchObject({ ROLE: role, DYNAMODB: 'aws', SUPABASE_URL: 'http://gateway:8000' });
    expect(config.DATABASE_URL).toMatch(/^postgres:\/\/jobs:[\da-f]+@postgres:5432\/profiles$/);
  });

  it('contains no secret: each comes from .env, and a missing one is reported', () => {
    const text = readFileSync(FILE, 'utf8');
    const wanted = new Set(
      [...text.matchAll(/\$\{(\w+):\?run node deploy\/compose\/make-env\.js first\}/g)].map(([, name]) => name),
    );
    expect([...wanted].toSorted()).toEqual(Object.keys(secrets).toSorted());
    expect(text).not.toMatch(/\$\{\w*(?:PASSWORD|SECRET|KEYS?)\}/);
  });

  it('opens ports on this machine only, and only those of the API', () => {
    const published = Object.entries(services).flatMap(([name, { ports = [] }]) => ports.map((port) => [name, port]));
    expect(published).toEqual([['api', expect.stringMatching(/^127\.0\.0\.1:/)]]);
  });

  it('lets only the service connect to other machines', () => {
    expect(networks['stores']).toEqual({ internal: true });
    const free = Object.keys(services).filter((name) => services[name]!.networks.includes('default'));
    expect(free).toEqual(['api', 'worker']);
  });

  it('pins every image that is not built here', () => {
    const foreign = Object.values(services).filter(({ build }) => build === undefined);
    expect(foreign.length).toBe(4);
    for (const { image } of foreign) expect(image).toMatch(/:v?\d+\.\d+/);
  });

  it.each(Object.keys(services))('limits the memory of %s, and has a health check for it', (name) => {
    expect(services[name]).toMatchObject({ mem_limit: expect.any(String), healthcheck: expect.any(Object) });
  });

  it.each([...ours, 'postgrest', 'gateway'])('gives %s a read-only file system', (name) => {
    expect(services[name]).toMatchObject({ read_only: true, cap_drop: ['ALL'] });
  });

  (hasDocker ? it : it.skip)('is what Docker Compose takes', () => {
    const check = () =>
      execFileSync('docker', ['compose', '--env-file', join(folder.path, '.env'), 'config', '--quiet'], {
        stdio: 'pipe',
      });
    expect(check).not.toThrow();
  });
});
