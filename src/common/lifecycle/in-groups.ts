import type { Observable } from 'rxjs';

/**
 * Groups the values of an observable for a slower consumer: each group has the values emitted since the consumer took the previous one.
 * Unsubscribes when the consumer stops. @throws the error of the observable; values that were not taken before it are dropped
 */
export async function* inGroups<T>(source: Observable<T>): AsyncGenerator<T[]> {
  let group: T[] = [];
  let ended: { error?: unknown } | undefined;
  let changed = Promise.withResolvers<void>();
  const subscription = source.subscribe({
    next: (value) => {
      group.push(value);
      changed.resolve();
    },
    error: (error: unknown) => {
      ended = { error };
      changed.resolve();
    },
    complete: () => {
      ended = {};
      changed.resolve();
    },
  });
  try {
    for (;;) {
      await changed.promise;
      changed = Promise.withResolvers<void>();
      if (ended && 'error' in ended) throw ended.error;
      const taken = group;
      group = [];
      if (taken.length > 0) yield taken;
      if (ended && group.length === 0) return;
    }
  } finally {
    subscription.unsubscribe();
  }
}
