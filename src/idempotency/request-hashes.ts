import { Injectable } from '@nestjs/common';
import { PersonDigester } from '../suppression/person-digester.js';

/**
 * Hashes of requests as they are stored: keyed, so that a copy of the database cannot be used to test whether a request was about a
 * person, who may have been erased since. Each names its key: `<16 digits of the check of the key>:<HMAC-SHA-256>`.
 */
@Injectable()
export class RequestHashes {
  constructor(private readonly digester: PersonDigester) {}

  /** @param hash of the content, without a key */
  keyed(hash: string): string {
    return `${this.key}:${this.digester.keyed(`request:${hash}`)}`;
  }

  /**
   * Whether a stored hash is that of the request. A hash with another key cannot be compared, and counts as the same: not repeating work
   * is more important than reporting the mistake of a client.
   */
  isSame(stored: string, hash: string): boolean {
    const [key, digest] = stored.split(':');
    // An unkeyed hash, which an earlier release stored.
    if (digest === undefined) return stored === hash;
    return key !== this.key || stored === this.keyed(hash);
  }

  private get key(): string {
    return this.digester.keyCheck.slice(0, 16);
  }
}
