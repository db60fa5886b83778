import { setInterval } from 'node:timers/promises';
import { catchError, EMPTY, exhaustMap, filter, from, map, type Observable } from 'rxjs';
import { PostponeError } from '../../infrastructure/queue/postpone.error.js';
import type { BatchStore } from '../../profile-store/batch.store.js';
import { hasEnded } from './batch-record.js';

/** How often a batch is checked, in milliseconds: a call to the store for each that is being processed. */
const LOOK_EVERY_MS = 1_000;

/** Emits nothing, and fails with a PostponeError once the batch was cancelled or removed. */
export function whenEnded(store: BatchStore, id: string): Observable<never> {
  return from(setInterval(LOOK_EVERY_MS, undefined, { ref: false })).pipe(
    // An outage is noticed when the next result is stored.
    exhaustMap(() => from(store.findById(id)).pipe(catchError(() => EMPTY))),
    filter((batch) => batch === null || hasEnded(batch)),
    map((): never => {
      throw new PostponeError(new Date());
    }),
  );
}
