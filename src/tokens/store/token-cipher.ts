import { SecretCipher } from '../../common/secrets/secret-cipher.js';
import { TokenSecret } from './token-secret.js';

/** Encrypts tokens for the table, each for the row with its ID. */
export class TokenCipher {
  private readonly cipher: SecretCipher;

  /** @param key 32 bytes */
  constructor(key: Buffer) {
    this.cipher = new SecretCipher(key);
  }

  encrypt(secret: TokenSecret, tokenId: string): string {
    return this.cipher.encrypt(secret.reveal(), tokenId);
  }

  /** Null if it was encrypted with another key or for another ID, or was modified. */
  decrypt(encrypted: string, tokenId: string): TokenSecret | null {
    const text = this.cipher.decrypt(encrypted, tokenId);
    return text === null ? null : new TokenSecret(text);
  }
}
