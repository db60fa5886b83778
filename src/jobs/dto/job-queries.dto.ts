import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsInt, IsString, Max, MaxLength, Min } from 'class-validator';
import { AsBoolean, AsInteger } from '../../common/validation/coercion.decorators.js';
import { Optional } from '../../common/validation/presence.decorators.js';

export class RecentJobs {
  /** Maximum number of jobs. */
  @ApiPropertyOptional({ type: 'integer' })
  @AsInteger()
  @IsInt()
  @Min(1)
  @Max(100)
  limit: number = 10;
}

export class ResultsQuery {
  /** Maximum number of email addresses, results and errors combined. */
  @ApiPropertyOptional({ type: 'integer' })
  @AsInteger()
  @IsInt()
  @Min(1)
  @Max(1000)
  limit: number = 100;

  /** `next_cursor` of the previous page. */
  @Optional()
  @IsString()
  @MaxLength(2000)
  cursor?: string;
}

export class SaveQuery {
  /** Saves all results again, including those that are already saved. */
  @ApiPropertyOptional()
  @AsBoolean()
  @IsBoolean()
  force: boolean = false;
}
