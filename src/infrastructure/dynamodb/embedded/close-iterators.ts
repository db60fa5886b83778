import { AbstractIterator, AbstractKeyIterator, AbstractValueIterator } from 'abstract-level';

/**
 * dynalite 4.0.0 ends an iterator of its LevelDB with `return()`, which abstract-level 3 does not have. Without this fix no
 * iterator is ever closed, and every query and scan leaks about 25 KB and a snapshot.
 */
export function patchIteratorReturn(): void {
  for (const { prototype } of [AbstractIterator, AbstractKeyIterator, AbstractValueIterator]) {
    Object.defineProperty(prototype, 'return', {
      configurable: true,
      value(this: { close: () => Promise<void> }) {
        return this.close();
      },
    });
  }
}
