import type { Observable } from 'rxjs';

/**
 * What an observable emits, for a consumer that may be slower: each group is what was emitted since the consumer took the last one.
 * Unsubscribes when the consumer leaves. @throws what the observable fails with, without what was not taken by then
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
