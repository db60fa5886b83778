import { Controller, Get, Headers, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { ApiFailures } from '../common/errors/api-failures.decorator.js';
import { commonErrors } from '../common/errors/common.errors.js';
import { ApiPage } from '../common/pagination/api-page.decorator.js';
import type { PageBody } from '../common/pagination/pagination.dto.js';
import { EventDto } from './dto/event.dto.js';
import { EventsQuery, StreamQuery } from './dto/event-queries.dto.js';
import { eventErrors } from './events.errors.js';
import { EventsService } from './events.service.js';
import { ApiEventStream, positionOf } from './streams/api-event-stream.js';
import { ServerSentEvents } from './streams/server-sent-events.js';

@ApiTags('Events')
@ApiFailures([commonErrors.UNAUTHORIZED, commonErrors.SERVICE_UNAVAILABLE])
@Controller('api/v1/events')
export class EventsController {
  constructor(
    private readonly events: EventsService,
    private readonly streams: ServerSentEvents,
  ) {}

  /**
   * Lists what happened, oldest first: jobs, batches and profiles. To read on, pass the ID of the last event as `after`. Events are
   * kept for 30 days.
   */
  @Get()
  @ApiPage(EventDto)
  @ApiFailures([commonErrors.VALIDATION_ERROR])
  listEvents(@Query() query: EventsQuery): Promise<PageBody<EventDto>> {
    return this.events.list(query);
  }

  /** Streams all events as they happen; with `after` or Last-Event-ID, also those that happened since. */
  @Get('stream')
  @ApiEventStream('Does not end, so Swagger UI shows nothing of it; `GET /api/v1/events` returns the same events.')
  @ApiFailures(eventErrors, [commonErrors.VALIDATION_ERROR])
  streamEvents(
    @Query() { types, after }: StreamQuery,
    @Res() response: Response,
    @Headers('Last-Event-ID') last?: string,
  ): Promise<void> {
    return this.streams.send(response, { types, after: positionOf(last, after) });
  }
}
