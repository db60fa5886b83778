import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { TokenSecret } from './token-secret.js';

const ALGORITHM = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Encrypts tokens for the table, as base64 of initialization vector, tag and ciphertext. The token's ID is authenticated as well,
 * so a ciphertext is useless in another token's row.
 */
export class TokenCipher {
  /** @param key 32 bytes */
  constructor(private readonly key: Buffer) {}

  encrypt(secret: TokenSecret, tokenId: string): string {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(ALGORITHM, this.key, iv, { authTagLength: TAG_BYTES }).setAAD(Buffer.from(tokenId));
    const text = Buffer.concat([cipher.update(secret.reveal(), 'utf8'), cipher.final()]);
    return Buffer.concat([iv, cipher.getAuthTag(), text]).toString('base64');
  }

  /** Null if it was encrypted with another key or for another ID, or was modified. */
  decrypt(encrypted: string, tokenId: string): TokenSecret | null {
    const bytes = Buffer.from(encrypted, 'base64');
    const [iv, tag] = [bytes.subarray(0, IV_BYTES), bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES)];
    if (tag.length < TAG_BYTES) return null;
    try {
      const decipher = createDecipheriv(ALGORITHM, this.key, iv, { authTagLength: TAG_BYTES });
      decipher.setAAD(Buffer.from(tokenId)).setAuthTag(tag);
      const text = Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]);
      return new TokenSecret(text.toString('utf8'));
    } catch {
      return null;
    }
  }
}
