import { HOUR_MS } from '../../common/durations.js';
import type { StoredToken } from '../store/stored-token.js';
import type { AddedToken, NewToken } from '../token-pool.js';
import { TokenSecret } from '../store/token-secret.js';
import type { TokenToSave, UsageCount } from '../store/token.store.js';
import { utcDay } from './utc-day.js';

/** Defaults for tokens that do not specify them. */
export interface TokenDefaults {
  dailyLimit: number;
  ttlHours: number;
}

/** The result of adding a token: what is written, and the token as it will be read afterward. */
export interface Registration {
  action: AddedToken['action'];
  values: TokenToSave;
  saved: StoredToken;
  /** Whether the row under this ID counts fewer uses than the token has had under another one. */
  isBehind: boolean;
}

const ID_DIGITS = 12;

/**
 * Derives the ID of a token that was added without one, so that the same token always gets the same ID. A plain hash is enough
 * because the token is random and long: it cannot be guessed, and 48 bits of the hash do not reveal it. A keyed hash would change
 * the ID whenever the key changes.
 */
export function idOf(secret: TokenSecret): string {
  return `token_${secret.fingerprint.slice(0, ID_DIGITS)}`;
}

export function expiryOf(now: Date, ttlHours: number): Date {
  return new Date(now.getTime() + ttlHours * HOUR_MS);
}

/** NewToken → Registration; the token may be stored already, under this ID or another one. */
export function register(
  given: NewToken,
  known: readonly StoredToken[],
  { dailyLimit, ttlHours }: TokenDefaults,
  now: Date,
): Registration {
  const secret = new TokenSecret(given.token);
  const { fingerprint } = secret;
  const same = known.filter((token) => token.fingerprint === fingerprint);
  const twin = same.find(({ removed_at }) => removed_at === null);
  const token_id = twin?.token_id ?? given.token_id ?? idOf(secret);
  const row = known.find((token) => token.token_id === token_id);
  const renewed = row?.removed_at === null ? row : undefined;
  // A row of another program says neither, and was not added here.
  const settings = renewed && renewed.daily_limit > 0 ? renewed : undefined;
  // A token that was removed today under other IDs has used up part of its limit already.
  const own = row ?? { usage_day: utcDay(now), used_today: 0 };
  const { usage_day, used_today } = same.reduce<UsageCount>(
    (most, other) => (isBehind(most, other) ? other : most),
    own,
  );
  const values = {
    token_id,
    secret,
    fingerprint,
    usage_day,
    used_today,
    daily_limit: given.daily_limit ?? settings?.daily_limit ?? dailyLimit,
    expires_at: given.expires_at ?? expiryOf(now, ttlHours),
    added_at: settings?.added_at ?? now,
  };
  const kept = row ?? { last_used_at: null, cooling_until: null, is_plain: false };
  const saved = { ...kept, ...values, problem: null, revoked_at: null, removed_at: null };
  return { action: renewed ? 'updated' : 'added', values, saved, isBehind: row !== undefined && isBehind(row, values) };
}

function isBehind(one: UsageCount, other: UsageCount): boolean {
  if (one.usage_day !== other.usage_day) return one.usage_day < other.usage_day;
  return one.used_today < other.used_today;
}
