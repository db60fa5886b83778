import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsIn } from 'class-validator';
import { AsBoolean } from '../validation/coercion.decorators.js';
import { Optional } from '../validation/presence.decorators.js';
import { fileFormats, type FileFormat } from './export-format.js';

/** How a file is written. */
export class ExportQuery {
  /** Takes precedence over the Accept header; NDJSON if neither chooses. */
  @ApiPropertyOptional({ enum: fileFormats })
  @Optional()
  @IsIn(fileFormats)
  format?: FileFormat;

  /** Whether CSV begins with a byte order mark, which tells spreadsheets that it is UTF-8. */
  @ApiPropertyOptional()
  @AsBoolean()
  @IsBoolean()
  bom: boolean = false;
}
