import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import { MAX_IDEMPOTENCY_KEY } from './idempotency-key.js';

export const IDEMPOTENT = Symbol('idempotent');

export interface IdempotentOptions {
  /**
   * If the handler stores the response and compares requests, because that belongs into the transaction of the work. It has a
   * parameter with `@Idempotency()`.
   */
  keptBy?: 'handler';
  /** Whether no response can be about a person, so that an erasure leaves them as they are. */
  namesNobody?: boolean;
}

/** Lets clients repeat requests to a route with the header `Idempotency-Key`. Add `idempotencyErrors` to its failures. */
export const Idempotent = (options: IdempotentOptions = {}) =>
  applyDecorators(
    SetMetadata(IDEMPOTENT, options),
    ApiHeader({
      name: 'Idempotency-Key',
      required: false,
      description:
        `At most ${MAX_IDEMPOTENCY_KEY} characters. For 24 hours, a request with the same key and content returns the first ` +
        'successful response again, with the header `Idempotent-Replayed: true`. Each API key and route has its own keys',
    }),
  );
