import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, IsInt, IsString, Max, Min } from 'class-validator';
import { AsInteger } from '../../common/validation/coercion.decorators.js';
import { ListOf } from '../../common/validation/list-of.decorator.js';
import { Optional } from '../../common/validation/presence.decorators.js';
import { Secret } from '../../common/validation/secret.decorator.js';
import { IsBearerToken, IsFutureTime, IsTokenId } from './token.decorators.js';

/** A bearer token for calls upstream. */
export class AddToken {
  /** The token alone, without the word Bearer: 1 to 8192 visible ASCII characters. */
  @ApiProperty({ format: 'password', writeOnly: true, minLength: 1, maxLength: 8192 })
  @Secret()
  @IsString()
  @IsBearerToken()
  token: string;

  /**
   * Name for the token: 1 to 128 letters, digits, "_", ".", ":" and "-". Without one it is made from a hash of the token.
   * The name of another token replaces that one.
   * @example "account-7"
   */
  // People mistake the two fields, so what is wrong in this one is not shown either.
  @Secret()
  @Optional()
  @IsString()
  @IsTokenId()
  token_id?: string;

  /**
   * When the upstream stops taking it, ISO 8601 with a time zone. Without it, TOKEN_TTL_HOURS from now.
   * @format date-time
   */
  @Optional()
  @IsString()
  @IsFutureTime()
  expires_at?: string;

  /** Uses a UTC day. Without it, that of the known token, else TOKEN_DAILY_LIMIT. */
  @Optional()
  @AsInteger()
  @IsInt()
  @Min(1)
  @Max(1_000_000)
  daily_limit?: number;
}

export class AddTokens {
  @Secret()
  @ListOf(() => AddToken)
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  tokens: AddToken[];
}
