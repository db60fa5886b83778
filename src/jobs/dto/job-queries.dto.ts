import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsBoolean, IsIn, IsInt, IsString, Max, MaxLength, Min } from 'class-validator';
import { AsBoolean, AsInteger } from '../../common/validation/coercion.decorators.js';
import { Optional } from '../../common/validation/presence.decorators.js';
import { csvParts, type CsvPart } from '../results/csv-table.js';
import { resultFormats, type ResultFormat } from '../results/result-formats.js';

/** A longer list must name a part twice. */
const MAX_PARTS = 10;

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
  /** Maximum number of results and errors combined in one page of JSON; a page with large answers has fewer. */
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

  /** Takes precedence over the Accept header. NDJSON and CSV contain all results and errors. */
  @ApiPropertyOptional({ enum: resultFormats })
  @Optional()
  @IsIn(resultFormats)
  format?: ResultFormat;

  /**
   * More columns of CSV, separated by commas: `data`, the response of the profile source as JSON; `details`, how it was fetched and saved.
   */
  @ApiPropertyOptional({ enum: csvParts, isArray: true })
  @Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' ? value.split(',', MAX_PARTS).filter(Boolean) : value,
  )
  @IsArray()
  @ArrayMaxSize(MAX_PARTS)
  @IsIn(csvParts, { each: true })
  include: CsvPart[] = [];

  /** Whether CSV begins with a byte order mark, which tells spreadsheets that it is UTF-8. */
  @ApiPropertyOptional()
  @AsBoolean()
  @IsBoolean()
  bom: boolean = false;
}

export class SaveQuery {
  /** Saves all results again, including those that are already saved. */
  @ApiPropertyOptional()
  @AsBoolean()
  @IsBoolean()
  force: boolean = false;
}
