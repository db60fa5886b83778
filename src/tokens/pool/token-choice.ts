import type { StoredToken } from '../store/stored-token.js';
import type { TokensUnavailable } from '../token-pool.js';
import { availableAt, countingDay, stateOf, usedOn, type TokenState } from './token-state.js';

/** Least used today first, then longest unused; ties are broken at random so that processes do not all take the same token. */
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

/** If there are several reasons, the one that an operator can do the most about comes first. */
const REASONS = ['unreadable', 'revoked', 'expired', 'exhausted', 'cooling'] as const;

/** Why none of these tokens can be used now, and when the first of them can. */
export function tokensUnavailable(
  tokens: readonly StoredToken[],
  exclude: readonly string[],
  now: Date,
): TokensUnavailable {
  const candidates = tokens.filter(({ token_id }) => !exclude.includes(token_id));
  if (candidates.length === 0) {
    // A token that was just rejected may be usable again before the caller would retry on its own.
    const cooling = tokens.filter((token) => stateOf(token, now) === 'cooling');
    return {
      reason: tokens.length === 0 ? 'none' : 'excluded',
      retryAt: soonestAvailable(cooling, now)?.retryAt ?? null,
    };
  }
  const first = soonestAvailable(candidates, now);
  if (first && first.state !== 'healthy') return { reason: first.state, retryAt: first.retryAt };
  const states = new Set(candidates.map((token) => stateOf(token, now)));
  return { reason: REASONS.find((reason) => states.has(reason)) ?? 'none', retryAt: null };
}

function soonestAvailable(tokens: readonly StoredToken[], now: Date): { state: TokenState; retryAt: Date } | undefined {
  const [first] = tokens
    .map((token) => ({ state: stateOf(token, now), retryAt: availableAt(token, now) }))
    .filter((wait): wait is typeof wait & { retryAt: Date } => wait.retryAt !== null)
    .toSorted((a, b) => a.retryAt.getTime() - b.retryAt.getTime());
  return first;
}
