import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { envFileFindings, environment } from './environment.js';

describe('a .env that cannot be read', () => {
  const before = process.cwd();
  const folder = mkdtempSync(join(tmpdir(), 'environment-'));
  beforeAll(() => process.chdir(folder));
  afterAll(() => {
    process.chdir(before);
    rmSync(folder, { recursive: true });
  });

  it('is none at all without a file', () => {
    expect(envFileFindings()).toEqual({ problems: [], notices: [] });
    expect(environment()).toBe(process.env);
  });

  it('is a problem of the configuration', () => {
    mkdirSync('.env');
    for (const read of [envFileFindings, environment])
      expect(read).toThrow('  - .env is a folder; make it a readable file, or remove it');
  });
});
