import { expect } from '@jest/globals';
import { UpstreamError } from '../../src/infrastructure/http-client/upstream.error.js';

/** The error that the promise was rejected with. */
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

/** Everything in an error that may be shown to a client or logged. */
export function wordsOf({ message, details, cause }: UpstreamError): string {
  return [message, details, cause instanceof Error ? `${cause.message} ${String(cause.cause)}` : String(cause)].join(
    '\n',
  );
}
