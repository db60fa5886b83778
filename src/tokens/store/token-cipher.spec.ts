import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { randomBytes } from 'node:crypto';
import { TokenCipher } from './token-cipher.js';
import { TokenSecret } from './token-secret.js';

const cipher = new TokenCipher(randomBytes(32));
const encrypted = (text: string, id: string) => cipher.encrypt(new TokenSecret(text), id);

describe('TokenCipher', () => {
  it('decrypts what it encrypted, for the same token ID only', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string(), fc.string(), (text, id, otherId) => {
        expect(cipher.decrypt(encrypted(text, id), id)?.reveal()).toBe(text);
        if (otherId !== id) expect(cipher.decrypt(encrypted(text, id), otherId)).toBeNull();
      }),
    );
  });

  it('never produces the same ciphertext twice', () => {
    expect(encrypted('text', 'a')).not.toBe(encrypted('text', 'a'));
  });

  it('rejects a ciphertext with any bit changed', () => {
    const bytes = Buffer.from(encrypted('some token', 'a'), 'base64');
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(7), (index, bit) => {
        const changed = Buffer.from(bytes);
        changed[index] = (changed[index] ?? 0) ^ (1 << bit);
        expect(cipher.decrypt(changed.toString('base64'), 'a')).toBeNull();
      }),
    );
  });

  it.each(['', 'AAAA', 'no base64 at all %%%', 'x'.repeat(500)])('rejects "%s" as invalid ciphertext', (text) => {
    expect(cipher.decrypt(text, 'a')).toBeNull();
  });
});
