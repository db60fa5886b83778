import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsBoolean, IsIn, IsInt, IsString, Max, MaxLength, Min } from 'class-validator';
import { AsBoolean, AsInteger } from '../../common/validation/coercion.decorators.js';
import { Optional } from '../../common/validation/presence.decorators.js';
import { eventTypes, type EventType } from '../event.js';

/** Far more than there are types, which may be repeated. */
const MAX_TYPES = 50;

/** Undefined for an empty text: all types. */
function typesIn(text: string): string[] | undefined {
  const types = new Set(text.split(',', MAX_TYPES + 1).filter(Boolean));
  return types.size === 0 ? undefined : [...types];
}

class TypesQuery {
  /** Only events of these types, separated by commas. */
  @ApiPropertyOptional({ enum: eventTypes, isArray: true })
  @Optional()
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? typesIn(value) : value))
  @IsArray()
  @ArrayMaxSize(MAX_TYPES)
  @IsIn(eventTypes, { each: true })
  types?: EventType[];
}

export class EventsQuery extends TypesQuery {
  /** ID of the last event that was read. */
  @ApiPropertyOptional({ type: 'integer' })
  @AsInteger()
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  after: number = 0;

  /** `next_cursor` of the previous page; takes precedence over `after`. */
  @Optional()
  @IsString()
  @MaxLength(20)
  cursor?: string;

  /** Maximum number of events. */
  @ApiPropertyOptional({ type: 'integer' })
  @AsInteger()
  @IsInt()
  @Min(1)
  @Max(1000)
  limit: number = 100;

  /** The last events instead of the first: those among the latest `limit` events of the log that match. */
  @ApiPropertyOptional()
  @AsBoolean()
  @IsBoolean()
  newest: boolean = false;
}

export class StreamQuery extends TypesQuery {
  /** ID of the last event that was read. A Last-Event-ID header takes precedence. */
  @ApiPropertyOptional({ type: 'integer' })
  @Optional()
  @AsInteger()
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  after?: number;
}
