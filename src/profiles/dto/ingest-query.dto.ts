import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { onErrors, type OnError } from '../../pipeline/on-error.js';

export class IngestQuery {
  /**
   * `stored`: if the sources fail, a stored profile of the member is returned unchanged, with `stale: true` and the failure as a warning.
   * It counts as successful. A member who is private or is not found fails in any case.
   */
  @ApiPropertyOptional({ enum: onErrors })
  @IsIn(onErrors)
  on_error: OnError = 'fail';
}
