import { ApiProperty } from '@nestjs/swagger';
import { Integer, NullableInteger, Uuid } from '../../../common/openapi/fields.js';
import type { EventType } from '../../event.js';
import { deliveryStatuses, type DeliveryAttempt, type DeliveryStatus } from '../deliveries/delivery.js';
import { subscribableTypes } from '../endpoints/webhook-endpoint.js';

/** A URL that events are sent to. */
export class WebhookDto {
  @Uuid()
  id: string;
  @ApiProperty({ example: 'https://example.com/hooks/profiles' })
  url: string;
  @ApiProperty({ enum: subscribableTypes, isArray: true })
  events: EventType[];
  description: string | null;
  /** ID of the last event that was delivered, or given up after the last attempt. */
  @Integer(4711)
  last_event_id: number;
  /** Failed attempts to deliver the next event. */
  @Integer(0)
  failures: number;
  /** When the next event is tried again; null if it has not failed. */
  next_attempt_at: Date | null;
  /** Set by `PATCH`, or when the receiver has answered 410. */
  disabled_at: Date | null;
  disabled_reason: string | null;
  /** Name of the API key. */
  created_by: string;
  created_at: Date;
  updated_at: Date;
}

/** A new webhook. The secret is not shown again. */
export class CreatedWebhook extends WebhookDto {
  /** Verifies the signatures, with a library of Standard Webhooks. */
  @ApiProperty({ example: 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD' })
  secret: string;
}

/** The secret that signs requests to the `webhook_url` of jobs and batches. */
export class SharedSecret {
  @ApiProperty({ example: 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD' })
  secret: string;
}

/** The new secret. It is not shown again; requests are signed with the old one too for 24 hours. */
export class RotatedSecret {
  @Uuid()
  id: string;
  @ApiProperty({ example: 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD' })
  secret: string;
}

export class DeliveryAttemptDto implements DeliveryAttempt {
  @ApiProperty({ format: 'date-time' })
  at: string;
  /** HTTP status of the answer; null without one. */
  @NullableInteger(204)
  status: number | null;
  /** Null for success. */
  problem: string | null;
  @Integer(120)
  duration_ms: number;
}

/** An event on its way to a webhook. */
export class DeliveryDto {
  @Uuid()
  id: string;
  @Integer(4711)
  event_id: number;
  event_type: string;
  /** `retrying`: tried again at `next_attempt_at` of the webhook; `failed`: given up. */
  @ApiProperty({ enum: deliveryStatuses })
  status: DeliveryStatus;
  /** Oldest first; the latest 20. */
  @ApiProperty({ type: [DeliveryAttemptDto] })
  attempts: DeliveryAttemptDto[];
  created_at: Date;
  updated_at: Date;
}
