import { Injectable } from '@nestjs/common';
import { once } from '../../common/lifecycle/once.js';
import { SqlDatabase } from '../../infrastructure/postgres/sql-database.js';
import { eventTypes, type LoggedEvent } from '../event.js';
import { applyEventSchema } from '../outbox/apply-event-schema.js';
import { EventLog, type EventFilter, type EventPage } from './event-log.js';
import { unpacked, type LogRow } from './packed-events.js';

const COLUMNS = 'id, size, type, subject, at, data';
const WITHIN = 'id > $1 and id - size < $2';

/** The rows of one subject or type are read along its index, however rare they are. */
const ROWS = {
  all: `select ${COLUMNS} from jobs.event_log where ${WITHIN} order by id limit $3`,
  byType: `
    select found.* from unnest($4::text[]) as wanted (type) cross join lateral (
      select ${COLUMNS} from jobs.event_log where event_log.type = wanted.type and ${WITHIN} order by id limit $3
    ) as found order by id limit $3`,
  bySubject: `
    select found.* from unnest($4::text[]) as wanted (type) cross join lateral (
      select ${COLUMNS} from jobs.event_log
      where subject = $5 and event_log.type = wanted.type and ${WITHIN} order by id limit $3
    ) as found order by id limit $3`,
};

/** Leaves out rows that exceed the limit of events, because a row may hold several. */
const upToLimit = (rows: string) => `
  select id::float8 as id, size, type, subject, at, data from (
    select *, sum(least(size, id - $1)) over (order by id) - least(size, id - $1) as before from (${rows}) as matching
  ) as counted where before < $3 order by id`;

/** Rows deleted by one statement. */
const REMOVED_AT_ONCE = 5_000;

const REMOVE = `
  with oldest as (
    select id, size, at from jobs.event_log order by id limit $2
  ), removed as (
    delete from jobs.event_log using oldest where event_log.id = oldest.id and oldest.at < $1 returning event_log.size
  )
  select count(*)::int as rows, coalesce(sum(size), 0)::int as events from removed`;

/** In the database of the queue; its tables are created at the first use. */
@Injectable()
export class SqlEventLog extends EventLog {
  private readonly open = once(() => applyEventSchema(this.database));

  constructor(private readonly database: SqlDatabase) {
    super();
  }

  override async head(): Promise<number> {
    await this.open();
    const [head] = await this.database.query<{ last_id: number }>(
      'select last_id::float8 as last_id from jobs.event_head',
    );
    return head?.last_id ?? 0;
  }

  override async read({ after, upTo, limit, ...filter }: EventPage): Promise<LoggedEvent[]> {
    await this.open();
    const [statement, values] = selection(filter);
    const rows = await this.database.query<LogRow>(upToLimit(statement), [after, upTo, limit, ...values]);
    return rows
      .flatMap(unpacked)
      .filter(({ id }) => id > after && id <= upTo)
      .slice(0, limit);
  }

  override async removeBefore(time: Date, signal: AbortSignal): Promise<number> {
    await this.open();
    let total = 0;
    for (;;) {
      signal.throwIfAborted();
      const [removed] = await this.database.query<{ rows: number; events: number }>(REMOVE, [time, REMOVED_AT_ONCE]);
      total += removed?.events ?? 0;
      if ((removed?.rows ?? 0) < REMOVED_AT_ONCE) return total;
    }
  }
}

function selection({ subject, types }: EventFilter): [statement: string, values: unknown[]] {
  if (subject !== undefined) return [ROWS.bySubject, [types ?? eventTypes, subject]];
  return types === undefined ? [ROWS.all, []] : [ROWS.byType, [types]];
}
