import { describe, expect, it } from '@jest/globals';
import { inspect } from 'node:util';
import { TokenCooldown, TokenLease } from '../pool/token-lease.js';
import { TokenSecret } from './token-secret.js';

const TEXT = 'do-not-show-me';
const secret = new TokenSecret(TEXT);
const token = { token_id: 'a', fingerprint: 'f', expires_at: new Date(), secret };
const lease = new TokenLease({ lease_id: 'l', token, uses: 1, day: '2026-11-20', hold: new TokenCooldown() });

describe('a token', () => {
  it.each([
    ['as text', String(secret)],
    ['joined to text', ['Bearer', secret].join(' ')],
    ['as JSON', JSON.stringify({ secret })],
    ['inspected', inspect({ secret }, { depth: 9, showHidden: true })],
    ['in a lease as JSON', JSON.stringify(lease)],
    ['in a lease inspected', inspect(lease, { depth: 9, showHidden: true, getters: true })],
    ['in a copy of a lease', JSON.stringify({ ...lease })],
  ])('does not show itself %s', (_way, shown) => {
    expect(shown).not.toContain(TEXT);
  });

  it('can be revealed for sending', () => {
    expect(lease.secret.reveal()).toBe(TEXT);
  });
});
