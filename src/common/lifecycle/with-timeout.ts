import { abortable } from './abortable.js';

/** A dependency did not respond in time. */
export class NoAnswerError extends Error {
  override readonly name = 'NoAnswerInTime';
}

interface TimeoutOptions {
  /** Cancels the work earlier. */
  signal?: AbortSignal;
  /** The error to throw on timeout. */
  reason?: () => Error;
}

/** Settles like the work, or rejects with NoAnswerError after the given milliseconds, even if the work ignores its signal. */
export async function withTimeout<T>(
  ms: number,
  work: (signal: AbortSignal) => Promise<T>,
  { signal: given, reason = () => new NoAnswerError(`No response within ${ms / 1_000} s`) }: TimeoutOptions = {},
): Promise<T> {
  given?.throwIfAborted();
  const expiry = new AbortController();
  const timer = setTimeout(() => expiry.abort(reason()), ms);
  const signal = given ? AbortSignal.any([given, expiry.signal]) : expiry.signal;
  try {
    return await abortable(work(signal), signal);
  } finally {
    clearTimeout(timer);
  }
}
