import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsString, MaxLength } from 'class-validator';
import { Optional } from '../../../common/validation/presence.decorators.js';
import { activityPeriods, type ActivityPeriod } from '../../../events/activity/activity.store.js';

const MAX_TIME = 40;

export class AnalyticsQuery {
  /** Beginning, as a date or time of ISO 8601, UTC unless it names a zone. Default: 30 days, or 48 hours, before the end. */
  @ApiPropertyOptional({ example: '2026-11-01' })
  @Optional()
  @IsString()
  @MaxLength(MAX_TIME)
  from?: string;

  /** End; a date means the end of that day. Default: now. */
  @ApiPropertyOptional({ example: '2026-11-28' })
  @Optional()
  @IsString()
  @MaxLength(MAX_TIME)
  to?: string;

  /** Length of the periods. The maximum range is 366 days by day, and 31 days by hour. */
  @ApiPropertyOptional({ enum: activityPeriods })
  @Optional()
  @IsIn(activityPeriods)
  bucket: ActivityPeriod = 'day';
}
