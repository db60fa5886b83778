import type { StoredToken } from '../store/stored-token.js';
import { endOf, utcDay, type UtcDay } from './utc-day.js';

/**
 * `healthy` is usable; `cooling` waits because the upstream responded with 429; `exhausted` has reached its limit for this UTC
 * day; `expired` is past its expiry; `revoked` was rejected by the upstream with 401; `unreadable` cannot be decrypted.
 */
export const tokenStates = ['healthy', 'cooling', 'exhausted', 'expired', 'revoked', 'unreadable'] as const;
export type TokenState = (typeof tokenStates)[number];

export function stateOf(token: StoredToken, now: Date): TokenState {
  if (token.secret === null) return 'unreadable';
  if (token.revoked_at !== null) return 'revoked';
  if (token.expires_at <= now) return 'expired';
  if (token.cooling_until !== null && token.cooling_until > now) return 'cooling';
  return usesLeft(token, now) === 0 ? 'exhausted' : 'healthy';
}

/** Whether the token only has to wait until it can be used again. */
export function isActive(token: StoredToken, now: Date): boolean {
  return ['healthy', 'cooling', 'exhausted'].includes(stateOf(token, now));
}

/** The day that a use counts toward. A process whose clock is behind never goes back to a past day. */
export function countingDay(token: StoredToken, now: Date): UtcDay {
  const today = utcDay(now);
  return token.usage_day > today ? token.usage_day : today;
}

export function usedOn(token: StoredToken, day: UtcDay): number {
  return token.usage_day === day ? token.used_today : 0;
}

export function usesLeft(token: StoredToken, now: Date): number {
  return Math.max(0, token.daily_limit - usedOn(token, countingDay(token, now)));
}

/** When an unusable token becomes usable again; null if waiting is not enough. */
export function availableAt(token: StoredToken, now: Date): Date | null {
  if (!isActive(token, now)) return null;
  const day = countingDay(token, now);
  const waits = [
    ...(token.cooling_until !== null && token.cooling_until > now ? [token.cooling_until] : []),
    ...(usesLeft(token, now) === 0 ? [endOf(day)] : []),
  ];
  const at = new Date(Math.max(now.getTime(), ...waits.map((wait) => wait.getTime())));
  return at < token.expires_at ? at : null;
}
