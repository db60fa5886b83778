import { createHash } from 'node:crypto';
import { inspect } from 'node:util';

const REDACTED = '[redacted]';

/** The text of a bearer token. However it is printed, logged or turned into JSON, it does not show itself. */
export class TokenSecret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** For the one place that sends it. */
  reveal(): string {
    return this.#text;
  }

  /** SHA-256 in hexadecimal digits: tells whether two tokens are the same one, without either of them. */
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
