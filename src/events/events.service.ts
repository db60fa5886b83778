import { Injectable } from '@nestjs/common';
import { pageBody } from '../common/pagination/page-body.js';
import type { PageBody } from '../common/pagination/pagination.dto.js';
import { InvalidCursorError } from '../common/pagination/page.js';
import type { EventDto } from './dto/event.dto.js';
import type { EventsQuery } from './dto/event-queries.dto.js';
import { shownEvent } from './event.js';
import { EventLog } from './log/event-log.js';

/** The log as the API presents it. */
@Injectable()
export class EventsService {
  constructor(private readonly log: EventLog) {}

  /** @throws InvalidCursorError, StoreUnavailableError */
  async list({ after: given, cursor, types, limit, newest }: EventsQuery): Promise<PageBody<EventDto>> {
    const after = cursor === undefined ? given : positionIn(cursor);
    const upTo = await this.log.head();
    // One extra event shows whether there are more.
    const events = await this.log.read({
      after: newest ? Math.max(after, upTo - limit) : after,
      upTo,
      types,
      limit: limit + 1,
    });
    const rows = events.slice(0, limit);
    const next_cursor = events.length > limit ? String(rows.at(-1)?.id) : null;
    return pageBody({ rows, next_cursor, total: null }, limit, shownEvent);
  }
}

/** The ID of the last event of a page is the cursor of the next one. */
function positionIn(cursor: string): number {
  if (!/^\d{1,15}$/.test(cursor)) throw new InvalidCursorError(cursor);
  return Number(cursor);
}
