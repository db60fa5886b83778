import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../../scripts/lib/service-process.ts';
import { parseEncryptionKey } from '../../src/config/rules.js';
import { webhookSecretProblems } from '../../src/config/webhook-secret.js';
import { settings } from '../support/settings.js';
import { makeEnv, readEnv } from './make-env.js';
import { believedClaims } from './service-token.js';

describe('deploy/compose/make-env.js', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let file: string;
  beforeEach(() => {
    folder = temporaryFolder();
    file = join(folder.path, '.env');
  });
  afterEach(() => folder.remove());

  it('creates a service key that PostgREST accepts for years', async () => {
    await makeEnv(file);
    const { SERVICE_ROLE_KEY = '', PGRST_JWT_SECRET = '' } = readEnv(file);
    expect(PGRST_JWT_SECRET.length).toBeGreaterThanOrEqual(32);
    const claims = believedClaims(SERVICE_ROLE_KEY, PGRST_JWT_SECRET);
    expect(claims).toMatchObject({ role: 'service_role' });
    expect(claims!.exp! - Date.now() / 1_000).toBeGreaterThan(9 * 365 * 86_400);
    expect(believedClaims(SERVICE_ROLE_KEY, `${PGRST_JWT_SECRET}x`)).toBeNull();
  });

  it('creates settings that the service accepts, and passwords that need no encoding', async () => {
    await makeEnv(file);
    const { API_KEYS, TOKEN_ENCRYPTION_KEY = '', WEBHOOK_SECRET = '', ...others } = readEnv(file);
    expect(settings({ API_KEYS }).API_KEYS).toHaveLength(1);
    expect(parseEncryptionKey(TOKEN_ENCRYPTION_KEY)).toHaveLength(32);
    expect(webhookSecretProblems({ WEBHOOK_SECRET })).toEqual([]);
    const passwords = Object.entries(others).filter(([name]) => name.endsWith('_PASSWORD'));
    expect(passwords.length).toBe(3);
    for (const [, password] of passwords) expect(password).toMatch(/^[\da-f]{48}$/);
  });

  it('makes the file readable by its owner only, and prints no secret', async () => {
    const printed = await makeEnv(file);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    for (const value of Object.values(readEnv(file))) expect(printed).not.toContain(value);
  });

  it('changes no existing value, and adds missing ones', async () => {
    writeFileSync(file, 'OPENAI_API_KEY=kept\nPOSTGRES_PASSWORD=kept too');
    chmodSync(file, 0o644);
    await makeEnv(file);
    const first = readFileSync(file, 'utf8');
    expect(readEnv(file)).toMatchObject({ OPENAI_API_KEY: 'kept', POSTGRES_PASSWORD: 'kept too' });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(await makeEnv(file)).toMatch(/nothing was changed/);
    expect(readFileSync(file, 'utf8')).toBe(first);
  });

  it('signs with an existing secret', async () => {
    const secret = 'a-secret-of-32-characters-or-more';
    writeFileSync(file, `PGRST_JWT_SECRET=${secret}\n`);
    await makeEnv(file);
    expect(believedClaims(readEnv(file)['SERVICE_ROLE_KEY']!, secret)).not.toBeNull();
  });

  it('refuses a key whose secret is missing', async () => {
    writeFileSync(file, 'SERVICE_ROLE_KEY=a.b.c\n');
    await expect(makeEnv(file)).rejects.toThrow(/without its PGRST_JWT_SECRET: remove that line/);
  });
});
