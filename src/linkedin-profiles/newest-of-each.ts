import type { ItemKey } from './linkedin-profile.item.js';

/**
 * Of each address the newest row only. Rows of an address come one after another, oldest first, as a scan of DynamoDB
 * gives them: they share a partition and are sorted in it.
 */
export async function* newestOfEach<Item extends ItemKey>(items: AsyncIterable<Item>): AsyncGenerator<Item> {
  let last: Item | undefined;
  for await (const item of items) {
    if (last !== undefined && last.email !== item.email) yield last;
    last = item;
  }
  if (last !== undefined) yield last;
}
