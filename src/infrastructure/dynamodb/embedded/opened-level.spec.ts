import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClassicLevel } from 'classic-level';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { compact } from './opened-level.js';

const SECRET = 'needle in a haystack';

describe('deleted values of LevelDB', () => {
  let path: string;
  let level: ClassicLevel;
  beforeEach(async () => {
    path = await mkdtemp(join(tmpdir(), 'linkedin-profile-service-level-'));
    level = new ClassicLevel(path);
    await level.open();
  });
  afterEach(async () => {
    await level.close();
    await rm(path, { recursive: true, force: true });
  });

  async function isInAnyFile(): Promise<boolean> {
    const files = (await readdir(path)).filter((name) => /\.(ldb|log)$/.test(name));
    const contents = await Promise.all(files.map((name) => readFile(join(path, name))));
    return contents.some((content) => content.includes(SECRET));
  }

  const between = {
    none: async () => {},
    'a compaction': () => compact(level),
    'other entries': () => level.put('b', ''),
  };
  it.each(Object.keys(between) as (keyof typeof between)[])('are in no file, with %s in between', async (what) => {
    await level.put('item-a', SECRET);
    await between[what]();
    expect(await isInAnyFile()).toBe(true);
    await level.del('item-a');
    await compact(level);
    expect(await isInAnyFile()).toBe(false);
    await level.put('item-a', SECRET);
    await level.del('item-a');
    await compact(level);
    expect(await isInAnyFile()).toBe(false);
    expect(await level.keys().all()).toEqual(what === 'other entries' ? ['b'] : []);
  });
});
