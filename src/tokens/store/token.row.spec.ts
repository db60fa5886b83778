import { describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { TokenCipher } from './token-cipher.js';
import { TokenSecret } from './token-secret.js';
import { stateOf } from '../pool/token-state.js';
import { toToken, type TokenRow } from './token.row.js';

const cipher = new TokenCipher(randomBytes(32));
const row: TokenRow = {
  token_id: 'a',
  token: 'secret-one',
  fingerprint: 'f',
  daily_limit: 10,
  usage_day: '2026-11-20',
  used_today: 3,
  added_at: '2026-11-20T08:00:00.000Z',
  expires_at: '2026-11-21T08:00:00.000Z',
  expires_at_epoch: 1_795_334_400,
};
const now = new Date('2026-11-20T09:00:00.000Z');
const { token: _token, ...withoutToken } = row;
const encrypted = { ...withoutToken, token_encrypted: cipher.encrypt(new TokenSecret('secret-one'), 'a') };

describe('a row of the token table', () => {
  it.each([
    ['readable, and no key is set', row, null],
    ['readable, from before a key was set', row, cipher],
    ['encrypted', encrypted, cipher],
  ])('is read where it is %s', (_case, given, key) => {
    const token = toToken(given, key);
    expect(token).toMatchObject({ problem: null, used_today: 3, cooling_until: null });
    expect(token.secret?.reveal()).toBe('secret-one');
    expect(stateOf(token, now)).toBe('healthy');
  });

  it.each<[string, Record<string, unknown>, TokenCipher | null, string]>([
    ['encrypted, and there is no key', encrypted, null, 'TOKEN_ENCRYPTION_KEY is not set'],
    ['encrypted with another key', encrypted, new TokenCipher(randomBytes(32)), 'cannot be decrypted'],
    ['that of another token', { ...encrypted, token_id: 'b' }, cipher, 'cannot be decrypted'],
    ['without a token', withoutToken, cipher, 'does not contain a token'],
    ['of another program', { token_id: 'a', token: 'secret-one', used: 'x' }, null, 'not written by this service'],
    ['nothing but a key', { token_id: 'a' }, cipher, 'not written by this service'],
  ])('says what is wrong where it is %s', (_case, given, key, words) => {
    const token = toToken(given, key);
    expect(token.secret).toBeNull();
    expect(token.problem).toContain(words);
    expect(token.problem).not.toContain('secret-one');
    expect(stateOf(token, now)).toBe('unreadable');
  });
});
