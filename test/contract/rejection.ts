import { expect } from '@jest/globals';
import { UpstreamError } from '../../src/infrastructure/http-client/upstream.error.js';

/** What the promise was rejected with. */
export function rejectionOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => Promise.reject(new Error('It should have failed')),
    (reason: unknown) => reason,
  );
}

export async function upstreamFailureOf(promise: Promise<unknown>): Promise<UpstreamError> {
  const error = await rejectionOf(promise);
  expect(error).toBeInstanceOf(UpstreamError);
  return error as UpstreamError;
}

/** Everything of an error that may come to a client's eyes or into a log. */
export function wordsOf({ message, details, cause }: UpstreamError): string {
  return [message, details, cause instanceof Error ? `${cause.message} ${String(cause.cause)}` : String(cause)].join(
    '\n',
  );
}
