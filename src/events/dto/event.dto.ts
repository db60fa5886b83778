import { ApiProperty } from '@nestjs/swagger';
import { eventTypes, type EventType } from '../event.js';

/** Something that happened. */
export class EventDto {
  /** Rises by 1 from event to event, without gaps. */
  @ApiProperty({ type: 'integer', example: 4711 })
  id: number;

  @ApiProperty({ enum: eventTypes })
  type: EventType;

  timestamp: Date;

  /** IDs, counts and states; nothing personal. Each type has its own fields. */
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    example: { job_id: '6f1c2a52-9a55-4a43-9d2e-0d5a6d1f6f0b', status: 'processing', processed_items: 25 },
  })
  data: Readonly<Record<string, unknown>>;
}
