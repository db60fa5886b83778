import { mkdtemp, readdir, readFile, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { localKey } from './local-key.js';

describe('localKey', () => {
  let directory: string;

  beforeEach(async () => {
    directory = join(await mkdtemp(join(tmpdir(), 'local-key-')), 'data');
  });

  it('is made once and kept', async () => {
    const key = await localKey(directory);
    expect(key).toMatch(/^[\w-]{32}$/);
    expect(await localKey(directory)).toBe(key);
    expect((await readFile(join(directory, 'api-key'), 'utf8')).trim()).toBe(key);
  });

  it('can be read by its owner only', async () => {
    await localKey(directory);
    expect((await stat(join(directory, 'api-key'))).mode & 0o777).toBe(0o600);
  });

  it('is the same for all who start at once, and leaves nothing else behind', async () => {
    const keys = await Promise.all(Array.from({ length: 20 }, () => localKey(directory)));
    expect(new Set(keys).size).toBe(1);
    expect(await readdir(directory)).toEqual(['api-key']);
  });

  it('differs between data directories', async () => {
    expect(await localKey(directory)).not.toBe(await localKey(`${directory}-2`));
  });
});
