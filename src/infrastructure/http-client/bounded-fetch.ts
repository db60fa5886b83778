import { boundedText } from './bounded-text.js';
import { UpstreamError } from './upstream.error.js';

/** Statuses without a body. */
const EMPTY = new Set([204, 205, 304]);

/**
 * A fetch for third-party clients, which read bodies without limits of size or time: the response is read completely before it is
 * returned, up to the size limit and until the signal is aborted. Throws UpstreamError for a success that is too large or
 * incomplete; for an error response that is too large, only the status is returned.
 * @param service as messages name it after `the`
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
