import { ApiProperty } from '@nestjs/swagger';
import { tokenStates, type TokenState } from '../pool/token-state.js';

/** A token in the pool. The token itself is never returned. */
export class TokenDto {
  /** @example "token_3f1a90c2b7de" */
  token_id: string;
  /**
   * `cooling`: the upstream asked for a pause. `exhausted`: the daily limit is reached. `revoked`: the upstream rejected it.
   * `unreadable`: it cannot be decrypted.
   */
  @ApiProperty({ enum: tokenStates })
  state: TokenState;
  /** Why an `unreadable` token cannot be used, and what to do; null for other states. */
  problem: string | null;
  /** Uses so far today (UTC). */
  daily_usage: number;
  /** Maximum uses per UTC day. */
  daily_limit: number;
  /** Uses left today; for a token that is cooling, uses left once it is available again. */
  available: number;
  expires_at: Date;
  cooling_until: Date | null;
  last_used_at: Date | null;
  added_at: Date;
}

/** Figures for today (UTC). Usage and capacity cover active tokens: healthy, cooling or exhausted. */
export class TokenPoolStatusDto {
  total_tokens: number;
  active_tokens: number;
  /** Tokens that can be used right now. */
  available_tokens: number;
  total_daily_usage: number;
  max_daily_capacity: number;
  available_capacity: number;
  /** 0 to 100, with two decimals. */
  usage_percentage: number;
  /** Oldest first. */
  token_details: TokenDto[];
}
