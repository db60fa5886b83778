import { abortable } from '../common/lifecycle/abortable.js';

/** Something did not answer as soon as whoever looks after the service can wait. */
export class NoAnswerError extends Error {
  override readonly name = 'NoAnswerInTime';
}

/** As the work ends, or NoAnswerInTime after so many milliseconds, also where the work does not listen to its signal. */
export async function withTimeout<T>(ms: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(new NoAnswerError(`No response within ${ms / 1_000} s`)), ms);
  try {
    return await abortable(work(controller.signal), controller.signal);
  } finally {
    clearTimeout(timer);
  }
}
