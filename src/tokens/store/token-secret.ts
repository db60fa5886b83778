import { createHash } from 'node:crypto';
import { inspect } from 'node:util';

const REDACTED = '[redacted]';

/** The text of a bearer token. It does not show up when printed, logged or converted to JSON. */
export class TokenSecret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** Only for the code that sends it. */
  reveal(): string {
    return this.#text;
  }

  /** SHA-256 in hexadecimal: shows whether two tokens are equal without revealing either. */
  get fingerprint(): string {
    return createHash('sha256').update(this.#text).digest('hex');
  }

  toString(): string {
    return REDACTED;
  }

  toJSON(): string {
    return REDACTED;
  }

  [inspect.custom](): string {
    return REDACTED;
  }
}
