import type { StoredToken } from './stored-token.js';
import type { TokenCipher } from './token-cipher.js';
import { TokenSecret } from './token-secret.js';

/** An item of the table; times are ISO 8601 in UTC and so compare as text. */
export interface TokenRow {
  token_id: string;
  /** Set if no encryption key is configured. */
  token?: string;
  /** Set if an encryption key is configured; see TokenCipher. */
  token_encrypted?: string;
  fingerprint: string;
  daily_limit: number;
  usage_day: string;
  used_today: number;
  /** IDs of leases that were given back on `usage_day`. */
  given_back?: Set<string>;
  added_at: string;
  last_used_at?: string;
  expires_at: string;
  /** When DynamoDB may delete the row, in seconds since 1970: as soon as its count no longer matters. */
  expires_at_epoch: number;
  cooling_until?: string;
  revoked_at?: string;
  removed_at?: string;
}

const TEXTS = ['fingerprint', 'usage_day', 'added_at', 'expires_at'] as const;
const NUMBERS = ['daily_limit', 'used_today'] as const;
const NEVER = new Date(0);

/** TokenRow → StoredToken; any unusable row becomes a token with a problem. */
export function toToken(row: Partial<Record<keyof TokenRow, unknown>>, cipher: TokenCipher | null): StoredToken {
  const text = (name: keyof TokenRow) => (typeof row[name] === 'string' ? row[name] : '');
  const number = (name: keyof TokenRow) => (typeof row[name] === 'number' ? row[name] : 0);
  const token_id = text('token_id');
  return {
    token_id,
    ...readSecret(row, token_id, cipher),
    is_plain: typeof row.token === 'string',
    fingerprint: text('fingerprint'),
    daily_limit: number('daily_limit'),
    usage_day: text('usage_day'),
    used_today: number('used_today'),
    added_at: moment(row.added_at) ?? NEVER,
    last_used_at: moment(row.last_used_at),
    expires_at: moment(row.expires_at) ?? NEVER,
    cooling_until: moment(row.cooling_until),
    revoked_at: moment(row.revoked_at),
    removed_at: moment(row.removed_at),
  };
}

type Secret = Pick<StoredToken, 'secret' | 'problem'>;

function readSecret(
  row: Partial<Record<keyof TokenRow, unknown>>,
  tokenId: string,
  cipher: TokenCipher | null,
): Secret {
  if (row.removed_at !== undefined) return without('The token was removed');
  const wrong =
    TEXTS.find((name) => typeof row[name] !== 'string') ?? NUMBERS.find((name) => typeof row[name] !== 'number');
  if (wrong)
    return without(`The row was not written by this service, because ${wrong} is missing: add the token again`);
  if (typeof row.token === 'string') return { secret: new TokenSecret(row.token), problem: null };
  if (typeof row.token_encrypted !== 'string') return without('The row does not contain a token: add the token again');
  if (cipher === null)
    return without('The token is encrypted, but TOKEN_ENCRYPTION_KEY is not set: set the key it was stored with');
  const secret = cipher.decrypt(row.token_encrypted, tokenId);
  return secret === null
    ? without(
        'The token cannot be decrypted with TOKEN_ENCRYPTION_KEY: set the key it was stored with, or add the token again',
      )
    : { secret, problem: null };
}

const without = (problem: string): Secret => ({ secret: null, problem });

function moment(value: unknown): Date | null {
  const date = typeof value === 'string' ? new Date(value) : null;
  return date === null || Number.isNaN(date.getTime()) ? null : date;
}
