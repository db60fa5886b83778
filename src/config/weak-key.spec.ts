import { randomBytes, randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { weaknessOf } from './weak-key.js';

describe('weaknessOf', () => {
  it.each([
    'secret',
    'x'.repeat(64),
    '0123456789abcdefghijklmnop',
    '12345678901234567890',
    'changeme-changeme-changeme',
    'your-secret-api-key-goes-here',
    'my-super-secret-password-123',
    'abababababababababababab',
    'hunter2-hunter2-hunter2',
  ])('finds "%s" weak', (secret) => {
    expect(weaknessOf(secret)).not.toBeNull();
    expect(weaknessOf(secret)).not.toContain(secret);
  });

  it('says how long a secret has to be', () => {
    expect(weaknessOf('k3y')).toBe('must have at least 20 characters, but has 3');
  });

  it('is content with what the usual tools make', () => {
    const tools = [
      () => randomBytes(24).toString('hex'),
      () => randomBytes(24).toString('base64'),
      () => randomBytes(18).toString('base64url'),
      () => randomUUID(),
    ];
    fc.assert(
      fc.property(fc.constantFrom(...tools), (make) => {
        const secret = make();
        expect([secret, weaknessOf(secret)]).toEqual([secret, null]);
      }),
      { numRuns: 1_000 },
    );
  });
});
