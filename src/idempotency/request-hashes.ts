import { Injectable } from '@nestjs/common';
import { PersonDigester } from '../suppression/person-digester.js';

/**
 * Hashes of requests as they are stored: keyed, so that nobody who has the database can test whether a request was about somebody, also
 * after that person was erased. Each names its key: `<16 digits of the check of the key>:<HMAC-SHA-256>`.
 */
@Injectable()
export class RequestHashes {
  constructor(private readonly digester: PersonDigester) {}

  /** @param hash of the content, without a key */
  keyed(hash: string): string {
    return `${this.key}:${this.digester.keyed(`request:${hash}`)}`;
  }

  /**
   * Whether a stored hash is that of the request. One that was made with another key cannot be compared, and is taken for the same: doing
   * nothing twice matters more than telling a client of its mistake.
   */
  isSame(stored: string, hash: string): boolean {
    const [key, digest] = stored.split(':');
    // Of an earlier release.
    if (digest === undefined) return stored === hash;
    return key !== this.key || stored === this.keyed(hash);
  }

  private get key(): string {
    return this.digester.keyCheck.slice(0, 16);
  }
}
