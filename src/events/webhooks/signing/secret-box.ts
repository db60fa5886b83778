import type { SecretCipher } from '../../../common/secrets/secret-cipher.js';

/** The secrets of endpoints as they are stored: encrypted if TOKEN_ENCRYPTION_KEY is set, otherwise plain. */
export class SecretBox {
  constructor(private readonly cipher: SecretCipher | null) {}

  /** @param id of the endpoint */
  seal(secret: string, id: string): string {
    return this.cipher?.encrypt(secret, id) ?? secret;
  }

  /** Null if it was sealed with a key that this process does not have. */
  open(sealed: string, id: string): string | null {
    // Base64 has no underscore.
    if (sealed.startsWith('whsec_')) return sealed;
    return this.cipher?.decrypt(sealed, id) ?? null;
  }
}
