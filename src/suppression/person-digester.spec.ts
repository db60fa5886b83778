import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PersonDigester } from './person-digester.js';
import { personDigester } from './suppression-key.js';

const KEY = 'a key of the operator';

describe('PersonDigester', () => {
  const digester = new PersonDigester(KEY, true);

  it('digests every key of a person once, each under its kind', () => {
    const digests = digester.digests({
      slugs: ['ann', 'ann-b', 'ann'],
      linkedin_ids: ['42'],
      emails: ['ann@example.com'],
    });
    expect(digests.map((digest) => digest.split(':')[0])).toEqual(['slug', 'slug', 'number', 'email']);
    for (const digest of digests) expect(digest).toMatch(/^(slug|number|email):[\da-f]{64}$/);
    expect(new Set(digests).size).toBe(4);
    expect(digester.digests({})).toEqual([]);
  });

  it('recognizes a member whose number stands in a URL', () => {
    expect(digester.digests({ slugs: ['42'] })).toContain(digester.digests({ linkedin_ids: ['42'] })[0]);
    expect(digester.digests({ slugs: ['ann-42'] })).toHaveLength(1);
  });

  it('tells kinds and keys apart, and reveals neither the text nor the key', () => {
    const other = new PersonDigester('another key', true);
    expect(other.keyCheck).not.toBe(digester.keyCheck);
    fc.assert(
      fc.property(fc.string({ minLength: 4 }), (text) => {
        const ofAll = digester.digests({ slugs: [`s${text}`], linkedin_ids: [`s${text}`], emails: [`s${text}`] });
        expect(new Set(ofAll.map((digest) => digest.split(':')[1])).size).toBe(3);
        expect(other.digests({ slugs: [`s${text}`] })).not.toEqual(ofAll.slice(0, 1));
      }),
    );
    expect(`${digester.digests({ slugs: ['jane-doe'] }).join()}${digester.keyCheck}`).not.toMatch(/jane|operator/);
  });
});

describe('the key of the digests', () => {
  it('is that of SUPPRESSION_KEY, and then no file is made', async () => {
    const DATA_DIR = await mkdtemp(join(tmpdir(), 'suppression-key-'));
    const digester = await personDigester({ SUPPRESSION_KEY: KEY, DATA_DIR: join(DATA_DIR, 'data') });
    expect(digester).toEqual(new PersonDigester(KEY, true));
    await expect(stat(join(DATA_DIR, 'data'))).rejects.toThrow('ENOENT');
    await rm(DATA_DIR, { recursive: true });
  });

  it('is made once otherwise, and can be moved to SUPPRESSION_KEY', async () => {
    const DATA_DIR = await mkdtemp(join(tmpdir(), 'suppression-key-'));
    const made = { SUPPRESSION_KEY: undefined, DATA_DIR };
    const { keyCheck, isKept } = await personDigester(made);
    expect([isKept, (await personDigester(made)).keyCheck]).toEqual([true, keyCheck]);
    const file = join(DATA_DIR, 'suppression-key');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const SUPPRESSION_KEY = (await readFile(file, 'utf8')).trim();
    expect((await personDigester({ SUPPRESSION_KEY, DATA_DIR })).keyCheck).toBe(keyCheck);
    await rm(DATA_DIR, { recursive: true });
  });

  it('is not kept where the data directory cannot be written', async () => {
    const parent = await mkdtemp(join(tmpdir(), 'suppression-key-'));
    const DATA_DIR = join(parent, 'a-file');
    await writeFile(DATA_DIR, '');
    const digesters = [
      await personDigester({ SUPPRESSION_KEY: undefined, DATA_DIR }),
      await personDigester({ SUPPRESSION_KEY: undefined, DATA_DIR }),
    ];
    expect(digesters.map(({ isKept }) => isKept)).toEqual([false, false]);
    expect(digesters[0]!.keyCheck).not.toBe(digesters[1]!.keyCheck);
    await rm(parent, { recursive: true });
  });
});
