import { createHash } from 'node:crypto';
import type { TokenSecret } from './token-secret.js';

/** SHA-256 of the token in hexadecimal digits: tells whether two tokens are the same one, without either of them. */
export function fingerprintOf(secret: TokenSecret): string {
  return createHash('sha256').update(secret.reveal()).digest('hex');
}

const ID_DIGITS = 12;

/**
 * The id of a token that came without one: the same token, the same id. A plain hash is enough, as the token is random
 * and long: nobody can try all of them, and 48 bits of the hash are far too few to find out about the rest. A keyed hash
 * would make another id of the same token as soon as the key changed.
 */
export function idOf(fingerprint: string): string {
  return `token_${fingerprint.slice(0, ID_DIGITS)}`;
}
