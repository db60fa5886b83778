import type { FetchedLinkedInProfile } from './linkedin-profile.js';
import type { ItemKey } from './linkedin-profile.item.js';

/** The latest row for each address, as if they were saved one after another: of equal times, the later in the list. */
export function newestByEmail(rows: readonly FetchedLinkedInProfile[]): FetchedLinkedInProfile[] {
  const newest = new Map<string, FetchedLinkedInProfile>();
  for (const row of rows) {
    const known = newest.get(row.email);
    if (known === undefined || row.timestamp >= known.timestamp) newest.set(row.email, row);
  }
  return [...newest.values()];
}

/**
 * Only the newest row for each address, as of `keptKey`. Rows of one address are consecutive, oldest first, as a scan of DynamoDB
 * returns them: they share a partition and are sorted within it.
 */
export async function* newestOfEach<Item extends ItemKey>(items: AsyncIterable<Item>): AsyncGenerator<Item> {
  let newest: Item | undefined;
  for await (const item of items) {
    if (newest !== undefined && newest.email !== item.email) yield newest;
    else if (newest !== undefined && isOwn(newest) && !isOwn(item)) continue;
    newest = item;
  }
  if (newest !== undefined) yield newest;
}

/** As this service writes its times: in UTC, to the millisecond. */
const OWN_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** Whether this service wrote the row. */
export function isOwn({ timestamp }: Pick<ItemKey, 'timestamp'>): boolean {
  return OWN_TIME.test(timestamp);
}

/**
 * Of the keys of one address, newest first, the one whose row is kept. A row of this service replaces those of other
 * programs whatever their time is: the predecessor wrote local times without a zone, which may lie hours ahead.
 */
export function keptKey(keys: readonly ItemKey[]): ItemKey | undefined {
  return keys.find(isOwn) ?? keys[0];
}

/** All keys but that one. */
export function replacedKeys(keys: readonly ItemKey[]): ItemKey[] {
  const kept = keptKey(keys);
  return keys.filter((key) => key !== kept);
}

/** Merges keys of two spellings of an address, newest first; of equal times, those of the first list. */
export function mergedKeys(first: readonly ItemKey[], second: readonly ItemKey[]): ItemKey[] {
  return [...first, ...second].toSorted((a, b) =>
    a.timestamp === b.timestamp ? 0 : a.timestamp < b.timestamp ? 1 : -1,
  );
}
