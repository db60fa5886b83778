import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, IsString, Max, MaxLength, Min } from 'class-validator';
import { AsInteger } from '../validation/coercion.decorators.js';
import { Optional } from '../validation/presence.decorators.js';

export class PageQuery {
  /** Maximum number of rows. */
  @ApiPropertyOptional({ type: 'integer' })
  @AsInteger()
  @IsInt()
  @Min(1)
  @Max(100)
  limit: number = 50;

  /** `next_cursor` of the previous page. */
  @Optional()
  @IsString()
  @MaxLength(2000)
  cursor?: string;
}
