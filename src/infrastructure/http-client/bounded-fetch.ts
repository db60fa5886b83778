import { boundedText } from './bounded-text.js';
import { UpstreamError } from './upstream.error.js';

/** Statuses that have no body. */
const EMPTY = new Set([204, 205, 304]);

/**
 * A fetch for clients of others, which read bodies without a limit of bytes or of time: the answer is read whole before it is
 * given out, no more of it than allowed, and for as long as the signal lets it. Throws UpstreamError for a success that is too
 * large or incomplete; of a refusal that is too large only the status is given out.
 * @param service as messages call it after `the`
 */
export function boundedFetch(service: string, maxBytes: number): typeof fetch {
  return async (input, init) => {
    const response = await fetch(input, init);
    const { ok, status, statusText, headers } = response;
    const text = await boundedText(response, maxBytes).catch((cause: unknown) => {
      init?.signal?.throwIfAborted();
      throw new UpstreamError('UPSTREAM_ERROR', `The ${service} returned an incomplete response`, {
        retryable: true,
        cause,
      });
    });
    if (text === null && ok) {
      throw new UpstreamError('INVALID_DATA', `The ${service} returned a response that is too large`);
    }
    return new Response(EMPTY.has(status) ? null : (text ?? ''), { status, statusText, headers });
  };
}
