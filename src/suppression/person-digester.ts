import { createHmac, type BinaryLike } from 'node:crypto';
import type { PersonKeys } from '../model/person-keys.js';

export const digestKinds = ['slug', 'number', 'email'] as const;
export type DigestKind = (typeof digestKinds)[number];

/** A slug that is a number may be the number of the member. */
const NUMBER = /^\d+$/;

/**
 * Recognizes people without storing their identifiers: HMAC-SHA-256 of each of their slugs, numbers and addresses. A digest is
 * its kind and 64 hexadecimal digits: `email:9f86d0…`. Without the key, the list cannot be used to test whether a person is in it.
 */
export class PersonDigester {
  /** The same for the same key; shows which key made the digests without revealing it. */
  readonly keyCheck: string;

  /** @param isKept whether the key will still be there after a restart */
  constructor(
    private readonly key: string,
    readonly isKept: boolean,
  ) {
    this.keyCheck = this.hmac('key');
  }

  /** Each once. */
  digests({ slugs = [], linkedin_ids = [], emails = [] }: Partial<PersonKeys>): string[] {
    const numbers = [...linkedin_ids, ...slugs.filter((slug) => NUMBER.test(slug))];
    const digests = [
      ...slugs.map((slug) => this.digest('slug', slug)),
      ...numbers.map((number) => this.digest('number', number)),
      ...emails.map((email) => this.digest('email', email)),
    ];
    return [...new Set(digests)];
  }

  /** HMAC-SHA-256 in hexadecimal of other personal data. @param text begins with the kind of data and a colon */
  keyed(text: string): string {
    return this.hmac(text);
  }

  private digest(kind: DigestKind, value: string): string {
    return `${kind}:${this.hmac(`${kind}:${value}`)}`;
  }

  private hmac(text: BinaryLike): string {
    return createHmac('sha256', this.key).update(text).digest('hex');
  }
}
