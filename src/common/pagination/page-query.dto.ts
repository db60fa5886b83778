import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, IsString, Max, MaxLength, Min } from 'class-validator';
import { AsInteger } from '../validation/coercion.decorators.js';
import { Optional } from '../validation/presence.decorators.js';

/** Rows of a page where the client does not say. */
export const DEFAULT_PAGE = 50;

export class PageQuery {
  /** Rows at most. */
  @ApiPropertyOptional({ type: 'integer' })
  @AsInteger()
  @IsInt()
  @Min(1)
  @Max(100)
  limit: number = DEFAULT_PAGE;

  /** `next_cursor` of the page before. */
  @Optional()
  @IsString()
  @MaxLength(2000)
  cursor?: string;
}
