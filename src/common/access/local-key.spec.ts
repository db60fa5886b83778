import { mkdir, mkdtemp, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { StartError } from '../errors/start.error.js';
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

  it.each([
    ['emptied', ''],
    ['cut off', 'abc'],
    ['overwritten', Buffer.from([0, 159, 146, 150, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])],
  ])('is asked about in one sentence where its file was %s', async (_how, content) => {
    await mkdir(directory);
    await writeFile(join(directory, 'api-key'), content);
    const path = join(directory, 'api-key');
    await expect(localKey(directory)).rejects.toEqual(
      new StartError(`The file ${path} does not contain a key. Delete it and restart to get a new one.`),
    );
  });

  it('tells in one sentence where it cannot be kept', async () => {
    await writeFile(directory, 'a file');
    await expect(localKey(directory)).rejects.toEqual(
      new StartError(`The data directory ${directory} is a file. Delete it, or set DATA_DIR to a folder.`),
    );
    await expect(localKey(join(directory, 'data'))).rejects.toThrow(/is not writable \(ENOTDIR\)/);
    await mkdir(join(`${directory}-2`, 'api-key'), { recursive: true });
    await expect(localKey(`${directory}-2`)).rejects.toThrow(StartError);
  });
});
