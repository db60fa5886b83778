import { ApiExtraModels, ApiProperty, getSchemaPath } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsInt, IsString, Max, Min } from 'class-validator';
import { AsInteger } from '../../common/validation/coercion.decorators.js';
import { Optional } from '../../common/validation/presence.decorators.js';
import { Secret } from '../../common/validation/secret.decorator.js';
import { withoutScheme } from '../without-scheme.js';
import { IsBearerToken, IsFutureTime, IsTokenId } from './token.decorators.js';

/** A bearer token for calls to the upstream API. */
export class AddToken {
  /** 1 to 8192 visible ASCII characters. The word Bearer before it and surrounding whitespace are removed. */
  @ApiProperty({ format: 'password', writeOnly: true, minLength: 1 })
  @Secret()
  @Transform(({ value }) => (typeof value === 'string' ? withoutScheme(value) : (value as unknown)))
  @IsString()
  @IsBearerToken()
  token: string;

  /**
   * ID for the token: 1 to 128 letters, digits, "_", ".", ":" or "-". If omitted, it is derived from a hash of the token.
   * If another token already has this ID, it is replaced.
   * @example "account-7"
   */
  // People mistake the two fields, so what is wrong in this one is not shown either.
  @Secret()
  @Optional()
  @IsString()
  @IsTokenId()
  token_id?: string;

  /**
   * When the token expires, ISO 8601 with a time zone. Defaults to TOKEN_TTL_HOURS from now.
   * @format date-time
   */
  @Optional()
  @IsString()
  @IsFutureTime()
  expires_at?: string;

  /** Maximum uses per UTC day. Defaults to the limit of the existing token, or TOKEN_DAILY_LIMIT. */
  @Optional()
  @AsInteger()
  @IsInt()
  @Min(1)
  @Max(1_000_000)
  daily_limit?: number;
}

@ApiExtraModels(AddToken)
export class AddTokens {
  /** Each is the token itself or an object. An invalid one does not prevent the others from being added. */
  @ApiProperty({
    type: 'array',
    minItems: 1,
    maxItems: 100,
    items: {
      oneOf: [{ type: 'string', format: 'password', writeOnly: true }, { $ref: getSchemaPath(AddToken) }],
    },
  })
  @Secret()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  tokens: unknown[];
}
