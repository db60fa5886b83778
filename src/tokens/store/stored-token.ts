import type { TokenSecret } from './token-secret.js';
import type { UtcDay } from '../pool/utc-day.js';

/** A token as it is kept, with its count of uses. */
export interface StoredToken {
  token_id: string;
  /** Null when it was removed or cannot be read; `problem` says why. */
  secret: TokenSecret | null;
  problem: string | null;
  /** Whether the token is readable to whoever reads the table. */
  is_plain: boolean;
  fingerprint: string;
  daily_limit: number;
  /** The day that `used_today` counts. */
  usage_day: UtcDay;
  /** Uses handed out on `usage_day`, whether they have been made yet or not. */
  used_today: number;
  added_at: Date;
  last_used_at: Date | null;
  expires_at: Date;
  cooling_until: Date | null;
  revoked_at: Date | null;
  /** Removed by its owner. The count is kept for the rest of the day, or adding the token again would start at nothing. */
  removed_at: Date | null;
}
