import { ApiProperty } from '@nestjs/swagger';
import { IsInt, Max, Min } from 'class-validator';
import { AsInteger } from '../../common/validation/coercion.decorators.js';
import { Nullable } from '../../common/validation/presence.decorators.js';

/** Upper bound of `max_credits`, far more than any account has. */
export const MOST_CREDITS = 1_000_000_000;

export class ChangeJobRequest {
  /** The new limit, which may be higher or lower; null removes it. */
  @ApiProperty({ type: 'integer', nullable: true, minimum: 0, maximum: MOST_CREDITS, example: 1_000 })
  @Nullable()
  @AsInteger()
  @IsInt()
  @Min(0)
  @Max(MOST_CREDITS)
  max_credits: number | null;
}
