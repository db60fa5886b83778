import { Observable } from 'rxjs';

/** Settles as the promise does, or rejects with the signal's reason as soon as that is aborted. */
export function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: raced, resolve, reject } = Promise.withResolvers<T>();
  const forget = onAbort(signal, reject);
  promise.then(resolve, reject).finally(forget);
  return raced;
}

/** The same for observables: emits nothing and fails with the signal's reason once that is aborted. */
export function whenAborted(signal: AbortSignal): Observable<never> {
  return new Observable((subscriber) => onAbort(signal, (reason) => subscriber.error(reason)));
}

/** Calls back with the reason, immediately if the signal is already aborted. Returns a function that stops listening. */
function onAbort(signal: AbortSignal, aborted: (reason: unknown) => void): () => void {
  const abort = () => aborted(signal.reason);
  if (signal.aborted) abort();
  else signal.addEventListener('abort', abort, { once: true });
  return () => signal.removeEventListener('abort', abort);
}
