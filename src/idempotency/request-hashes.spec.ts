import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { PersonDigester } from '../suppression/person-digester.js';
import { RequestHashes } from './request-hashes.js';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const [jane, john] = [sha256('jane@example.com'), sha256('john@example.com')];
const hashes = new RequestHashes(new PersonDigester('a key', true));

describe('the hash of a request', () => {
  it('is compared, and cannot be computed without the key', () => {
    const stored = hashes.keyed(jane);
    expect(stored).toMatch(/^[\da-f]{16}:[\da-f]{64}$/);
    expect(stored).not.toContain(jane);
    expect([hashes.isSame(stored, jane), hashes.isSame(stored, john)]).toEqual([true, false]);
  });

  it('is compared without a key if an earlier release has stored it', () => {
    expect([hashes.isSame(jane, jane), hashes.isSame(jane, john)]).toEqual([true, false]);
  });

  it('is taken for that of the same request if it was made with another key', () => {
    const stored = new RequestHashes(new PersonDigester('another key', true)).keyed(jane);
    expect(stored).not.toBe(hashes.keyed(jane));
    expect(hashes.isSame(stored, jane)).toBe(true);
  });
});
