import type { StoredToken } from '../store/stored-token.js';
import type { TokenCapacity, TokenDetails, TokenPoolStatus } from '../token-pool.js';
import { countingDay, isActive, stateOf, usedOn, usesLeft } from './token-state.js';

/** StoredToken → TokenDetails */
export function detailsOf(token: StoredToken, now: Date): TokenDetails {
  return {
    token_id: token.token_id,
    state: stateOf(token, now),
    problem: token.problem,
    daily_usage: usedOn(token, countingDay(token, now)),
    daily_limit: token.daily_limit,
    available: isActive(token, now) ? usesLeft(token, now) : 0,
    expires_at: token.expires_at,
    cooling_until: token.cooling_until !== null && token.cooling_until > now ? token.cooling_until : null,
    last_used_at: token.last_used_at,
    added_at: token.added_at,
  };
}

export function statusOf(tokens: readonly StoredToken[], now: Date): TokenPoolStatus {
  const token_details = tokens
    .map((token) => detailsOf(token, now))
    .toSorted((a, b) => a.added_at.getTime() - b.added_at.getTime() || (a.token_id < b.token_id ? -1 : 1));
  return { ...capacityOf(tokens, now), token_details };
}

export function capacityOf(tokens: readonly StoredToken[], now: Date): TokenCapacity {
  const active = tokens.filter((token) => isActive(token, now)).map((token) => detailsOf(token, now));
  const total_daily_usage = sum(active.map(({ daily_usage }) => daily_usage));
  const max_daily_capacity = sum(active.map(({ daily_limit }) => daily_limit));
  return {
    total_tokens: tokens.length,
    active_tokens: active.length,
    available_tokens: active.filter(({ state }) => state === 'healthy').length,
    total_daily_usage,
    max_daily_capacity,
    available_capacity: sum(active.map(({ available }) => available)),
    usage_percentage: max_daily_capacity === 0 ? 0 : Math.round((total_daily_usage / max_daily_capacity) * 1e4) / 100,
  };
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
