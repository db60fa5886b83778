import { InvalidCursorError } from '../common/pagination/page.js';
import { isPartitionKey, isSortKey } from './key-limits.js';
import type { ItemKey } from './linkedin-profile.item.js';

/** Opaque on purpose: clients only pass it back, and the order may change. */
export function encodeItemCursor({ email, timestamp }: ItemKey): string {
  return Buffer.from(JSON.stringify([email, timestamp])).toString('base64url');
}

/** @throws InvalidCursorError */
export function decodeItemCursor(cursor: string): ItemKey {
  const key = readKey(Buffer.from(cursor, 'base64url').toString());
  // The decoder ignores invalid base64url characters, so only the canonical encoding is accepted.
  if (key === null || encodeItemCursor(key) !== cursor) throw new InvalidCursorError(cursor);
  return key;
}

/** The same for upkeep, which starts from the beginning if a position cannot be read. */
export function positionOf(cursor: string | null): ItemKey | null {
  try {
    return cursor === null ? null : decodeItemCursor(cursor);
  } catch (error) {
    if (error instanceof InvalidCursorError) return null;
    throw error;
  }
}

function readKey(text: string): ItemKey | null {
  try {
    const [email, timestamp, ...more] = JSON.parse(text) as unknown[];
    if (typeof email !== 'string' || typeof timestamp !== 'string' || more.length > 0) return null;
    return isPartitionKey(email) && isSortKey(timestamp) ? { email, timestamp } : null;
  } catch {
    return null;
  }
}
