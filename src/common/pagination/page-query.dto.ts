import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, IsString, Max, MaxLength, Min } from 'class-validator';
import { AsInteger } from '../validation/coercion.decorators.js';
import { Optional } from '../validation/presence.decorators.js';

export class PageQuery {
  /** Rows at most. */
  @ApiPropertyOptional({ type: 'integer' })
  @AsInteger()
  @IsInt()
  @Min(1)
  @Max(100)
  limit: number = 50;

  /** `next_cursor` of the page before. */
  @Optional()
  @IsString()
  @MaxLength(2000)
  cursor?: string;
}
