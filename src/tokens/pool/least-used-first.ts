import type { StoredToken } from '../store/stored-token.js';
import { countingDay, usedOn } from './token-state.js';

/** The least used today first, of those the longest unused; chance decides between equals, or all would take the same. */
export function leastUsedFirst(tokens: readonly StoredToken[], now: Date, random: () => number): StoredToken[] {
  return tokens
    .map((token) => ({
      token,
      used: usedOn(token, countingDay(token, now)),
      lastUsed: token.last_used_at?.getTime() ?? 0,
      chance: random(),
    }))
    .toSorted((a, b) => a.used - b.used || a.lastUsed - b.lastUsed || a.chance - b.chance)
    .map(({ token }) => token);
}
