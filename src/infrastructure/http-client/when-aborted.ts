import { Observable } from 'rxjs';

/** Emits nothing and fails with the signal's reason once it is aborted, at once where it already is. */
export function whenAborted(signal: AbortSignal): Observable<never> {
  return new Observable((subscriber) => {
    const abort = () => subscriber.error(signal.reason);
    if (signal.aborted) return abort();
    signal.addEventListener('abort', abort, { once: true });
    return () => signal.removeEventListener('abort', abort);
  });
}
