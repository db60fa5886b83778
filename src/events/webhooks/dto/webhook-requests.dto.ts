import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsBoolean, IsIn, IsString, MaxLength } from 'class-validator';
import { AsBoolean } from '../../../common/validation/coercion.decorators.js';
import { Nullable, Optional } from '../../../common/validation/presence.decorators.js';
import type { EventType } from '../../event.js';
import { subscribableTypes } from '../endpoints/webhook-endpoint.js';

const MAX_DESCRIPTION = 500;
const EVENTS = { enum: subscribableTypes, isArray: true, minItems: 1, example: ['job.completed', 'job.failed'] };

export class CreateWebhookRequest {
  /** An https URL with a public host, or a URL with a host of WEBHOOK_ALLOWED_HOSTS. */
  @ApiProperty({ example: 'https://example.com/hooks/profiles' })
  @IsString()
  url: string;

  /** Types of the events that are sent. */
  @ApiProperty(EVENTS)
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(subscribableTypes.length)
  @IsIn(subscribableTypes, { each: true })
  events: EventType[];

  @ApiPropertyOptional({ nullable: true, maxLength: MAX_DESCRIPTION })
  @Optional()
  @Nullable()
  @IsString()
  @MaxLength(MAX_DESCRIPTION)
  description: string | null = null;
}

/** Absent fields are not changed. */
export class ChangeWebhookRequest {
  /** As for a new webhook. */
  @ApiPropertyOptional({ example: 'https://example.com/hooks/profiles' })
  @Optional()
  @IsString()
  url?: string;

  /** A type that is added is sent from now on; while other events wait, also what happened since the first of them. */
  @ApiPropertyOptional(EVENTS)
  @Optional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(subscribableTypes.length)
  @IsIn(subscribableTypes, { each: true })
  events?: EventType[];

  @ApiPropertyOptional({ type: String, nullable: true, maxLength: MAX_DESCRIPTION })
  @Optional()
  @Nullable()
  @IsString()
  @MaxLength(MAX_DESCRIPTION)
  description?: string | null;

  /** `false` enables a disabled webhook, which then receives the events that it missed, up to 30 days. */
  @ApiPropertyOptional()
  @Optional()
  @AsBoolean()
  @IsBoolean()
  disabled?: boolean;
}
