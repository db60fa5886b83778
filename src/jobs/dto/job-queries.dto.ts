import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsInt, IsString, Max, MaxLength, Min } from 'class-validator';
import { AsBoolean, AsInteger } from '../../common/validation/coercion.decorators.js';
import { Optional } from '../../common/validation/presence.decorators.js';

export class RecentJobs {
  /** Jobs at most. */
  @ApiPropertyOptional({ type: 'integer' })
  @AsInteger()
  @IsInt()
  @Min(1)
  @Max(100)
  limit: number = 10;
}

export class ResultsQuery {
  /** E-mail addresses at most, results and errors together. */
  @ApiPropertyOptional({ type: 'integer' })
  @AsInteger()
  @IsInt()
  @Min(1)
  @Max(1000)
  limit: number = 100;

  /** `next_cursor` of the page before. */
  @Optional()
  @IsString()
  @MaxLength(2000)
  cursor?: string;
}

export class SaveQuery {
  /** Saves everything again, not only what is not saved yet. */
  @ApiPropertyOptional()
  @AsBoolean()
  @IsBoolean()
  force: boolean = false;
}
