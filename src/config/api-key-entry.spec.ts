import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { apiKeyProblems, parseApiKey, writtenSecret } from './api-key-entry.js';
import { SCOPES } from './scopes.js';

const sha256 = (text: string) => createHash('sha256').update(text).digest();

describe('API_KEYS', () => {
  it('keeps the hash of a secret, and takes one that is hashed already', () => {
    expect(parseApiKey('ann:s3cret')).toEqual({ name: 'ann', hash: sha256('s3cret'), scopes: SCOPES });
    expect(parseApiKey(`ann:sha256:${sha256('s3cret').toString('hex').toUpperCase()}`)).toEqual({
      name: 'ann',
      hash: sha256('s3cret'),
      scopes: SCOPES,
    });
  });

  it('takes colons in a secret', () => {
    expect(parseApiKey('ann:a:b')).toEqual({ name: 'ann', hash: sha256('a:b'), scopes: SCOPES });
  });

  it.each([
    ['ann[read]:s3cret', ['read']],
    ['ann[ingest+read]:s3cret', ['ingest', 'read']],
    ['ann[ read + erase ]:s3cret', ['read', 'erase']],
    ['ann[read+read]:s3cret', ['read']],
    [`ann[admin]:sha256:${sha256('s3cret').toString('hex')}`, ['admin']],
  ])('takes the scopes of %s', (item, scopes) => {
    expect(parseApiKey(item)).toEqual({ name: 'ann', hash: sha256('s3cret'), scopes });
  });

  it('takes colons and brackets in the secret of a key with scopes', () => {
    expect(parseApiKey('ann[read]:a:[b]')).toEqual({ name: 'ann', hash: sha256('a:[b]'), scopes: ['read'] });
    expect(writtenSecret('ann[read]:a:[b]')).toBe('a:[b]');
  });

  it.each([
    ['ann[raed]:s3cret', '(ann) has an unknown scope; did you mean read?'],
    ['ann[read+Admin]:s3cret', '(ann) has an unknown scope; did you mean admin?'],
    ['ann[]:s3cret', '(ann) has an unknown scope; use one or more of ingest, read, erase, admin, joined by "+"'],
    ['ann[read+]:s3cret', '(ann) has an unknown scope; use one or more of ingest, read, erase, admin, joined by "+"'],
    ['ann[read:s3cret', 'has an invalid name; use 1 to 64 letters, digits, "_", "." and "-"'],
    ['[read]:s3cret', 'has an invalid name; use 1 to 64 letters, digits, "_", "." and "-"'],
    ['ann[read][erase]:s3cret', 'has an invalid name; use 1 to 64 letters, digits, "_", "." and "-"'],
  ])('says what is wrong with %s', (item, problem) => {
    expect(parseApiKey(item)).toBe(problem);
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
      'API_KEYS item 2 has no name; use name:secret, and join scopes with "+", as in name[ingest+read]:secret',
      'API_KEYS item 3 (bob) must have 64 hexadecimal digits after sha256:',
      'API_KEYS item 4 has the name ann, which an earlier item already uses',
    ]);
  });

  it('never repeats what may be a secret', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[A-Z]{12,30}$/),
        fc.constantFrom('', ':', 'a b:', 'n:sha256:', 'n[', 'n[read'),
        fc.constantFrom('', ']', ']:x'),
        (secret, before, after) => {
          expect(apiKeyProblems([before + secret + after]).join()).not.toContain(secret);
        },
      ),
    );
  });
});
