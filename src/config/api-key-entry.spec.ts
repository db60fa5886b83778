import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { apiKeyProblems, parseApiKey } from './api-key-entry.js';

const sha256 = (text: string) => createHash('sha256').update(text).digest();

describe('API_KEYS', () => {
  it('keeps the hash of a secret, and takes one that is hashed already', () => {
    expect(parseApiKey('ann:s3cret')).toEqual({ name: 'ann', hash: sha256('s3cret') });
    expect(parseApiKey(`ann:sha256:${sha256('s3cret').toString('hex').toUpperCase()}`)).toEqual({
      name: 'ann',
      hash: sha256('s3cret'),
    });
  });

  it('takes colons in a secret', () => {
    expect(parseApiKey('ann:a:b')).toEqual({ name: 'ann', hash: sha256('a:b') });
  });

  it.each([
    'no-colon-s3cret',
    ':s3cret',
    'a b:s3cret',
    'ann:',
    'ann: ',
    'ann:sha256:s3cret',
    `ann:sha256:${'a'.repeat(63)}`,
  ])('refuses %s', (item) => {
    expect(parseApiKey(item)).toEqual(expect.any(String));
  });

  it('lists every problem by position, and no secret', () => {
    const problems = apiKeyProblems(['ann:s3cret', 's3cret', 'bob:sha256:s3cret', 'ann:s3cret-2']);
    expect(problems).toEqual([
      'API_KEYS item 2 has no name; use name:secret',
      'API_KEYS item 3 (bob) must have 64 hexadecimal digits after sha256:',
      'API_KEYS item 4 has the name ann, which an earlier item already uses',
    ]);
  });

  it('never repeats what may be a secret', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[A-Z]{12,30}$/),
        fc.constantFrom('', ':', 'a b:', 'n:sha256:'),
        (secret, before) => {
          expect(apiKeyProblems([before + secret]).join()).not.toContain(secret);
        },
      ),
    );
  });
});
