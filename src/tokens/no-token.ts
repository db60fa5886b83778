import type { StoredToken } from './stored-token.js';
import type { NoToken } from './token-pool.js';
import { backAt, stateOf, type TokenState } from './token-state.js';

/** Of several reasons the one that an operator can do most about comes first. */
const REASONS = ['unreadable', 'revoked', 'expired', 'exhausted', 'cooling'] as const;

/** Why none of these tokens can be used now, and when the first of them can. */
export function noToken(tokens: readonly StoredToken[], exclude: readonly string[], now: Date): NoToken {
  const asked = tokens.filter(({ token_id }) => !exclude.includes(token_id));
  if (asked.length === 0) {
    // What was refused a moment ago may be good again before the caller would look by itself.
    const cooling = tokens.filter((token) => stateOf(token, now) === 'cooling');
    return { reason: tokens.length === 0 ? 'none' : 'excluded', retryAt: firstBack(cooling, now)?.retryAt ?? null };
  }
  const first = firstBack(asked, now);
  if (first && first.state !== 'healthy') return { reason: first.state, retryAt: first.retryAt };
  const states = new Set(asked.map((token) => stateOf(token, now)));
  return { reason: REASONS.find((reason) => states.has(reason)) ?? 'none', retryAt: null };
}

function firstBack(tokens: readonly StoredToken[], now: Date): { state: TokenState; retryAt: Date } | undefined {
  const [first] = tokens
    .map((token) => ({ state: stateOf(token, now), retryAt: backAt(token, now) }))
    .filter((wait): wait is typeof wait & { retryAt: Date } => wait.retryAt !== null)
    .toSorted((a, b) => a.retryAt.getTime() - b.retryAt.getTime());
  return first;
}
