import { ApiProperty } from '@nestjs/swagger';
import { tokenStates, type TokenState } from '../pool/token-state.js';

/** A token of the pool. Nothing shows the token itself. */
export class TokenDto {
  /** @example "token_3f1a90c2b7de" */
  token_id: string;
  /**
   * `cooling`: the upstream asked for a pause. `exhausted`: the daily limit is reached. `revoked`: the upstream refused it.
   * `unreadable`: it cannot be decrypted.
   */
  @ApiProperty({ enum: tokenStates })
  state: TokenState;
  /** What is wrong with a token that is `unreadable`, and what to do. */
  problem: string | null;
  /** Uses handed out today, UTC. */
  daily_usage: number;
  /** Uses a UTC day. */
  daily_limit: number;
  /** Uses left today; of a token that is cooling, for when it is back. */
  available: number;
  expires_at: Date;
  cooling_until: Date | null;
  last_used_at: Date | null;
  added_at: Date;
}

/** Figures of today, UTC. Usage and capacity are those of active tokens: healthy, cooling or exhausted. */
export class TokenPoolStatusDto {
  total_tokens: number;
  active_tokens: number;
  /** Tokens that can be used now. */
  available_tokens: number;
  total_daily_usage: number;
  max_daily_capacity: number;
  available_capacity: number;
  /** 0 to 100, with two decimals. */
  usage_percentage: number;
  /** Oldest first. */
  token_details: TokenDto[];
}
