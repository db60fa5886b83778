import type { TokenSecret } from './token-secret.js';
import type { UtcDay } from '../pool/utc-day.js';

/** A token as stored, with its usage count. */
export interface StoredToken {
  token_id: string;
  /** Null if it was removed or cannot be read; `problem` explains the latter. */
  secret: TokenSecret | null;
  problem: string | null;
  /** Whether anyone with access to the table can read the token. */
  is_plain: boolean;
  fingerprint: string;
  daily_limit: number;
  /** The day that `used_today` refers to. */
  usage_day: UtcDay;
  /** Uses handed out on `usage_day`, whether or not they have been made yet. */
  used_today: number;
  added_at: Date;
  last_used_at: Date | null;
  expires_at: Date;
  cooling_until: Date | null;
  revoked_at: Date | null;
  /** Removed through the API. The count is kept for the rest of the day, otherwise adding the token again would reset it. */
  removed_at: Date | null;
}
