import { Injectable } from '@nestjs/common';
import { once } from '../../common/lifecycle/once.js';
import { SqlDatabase, type SqlExecutor } from '../../infrastructure/postgres/sql-database.js';
import type { EventBundle } from '../../profile-store/event-bundles.store.js';
import type { NewEvent } from '../event.js';
import { applyEventSchema } from '../outbox/apply-event-schema.js';
import { EventSubjects } from '../subjects/event-subjects.js';

/** Rows of the outbox moved in one transaction. */
const MOVED_AT_ONCE = 500;

/** Only the process that has locked this row assigns IDs. The lock ends with the transaction, even if its process dies. */
const LOCK = 'select last_id::float8 as last_id from jobs.event_head for update';
const HAS_EVENTS = 'select exists (select from jobs.event_outbox) as found';
const LAG = `
  select count(*)::int as rows, coalesce(extract(epoch from clock_timestamp() - min(at)), 0)::float8 as oldest_seconds
  from jobs.event_outbox`;
/**
 * All processes together move events this often at most, so that progress is logged a few times a second. A time in the future comes from a
 * clock that was set back, or from another server, and does not delay the next move.
 */
const LOCK_IF_DUE = `
  select last_id::float8 as last_id from jobs.event_head
  where relayed_at <= clock_timestamp() - interval '200 milliseconds'
    or relayed_at > clock_timestamp() + interval '1 minute' for update skip locked`;

const MOVE = `
  with moved as (
    delete from jobs.event_outbox
    where seq in (select seq from jobs.event_outbox order by seq limit ${MOVED_AT_ONCE})
    returning *
  ), numbered as (
    select *, $1::bigint + sum(size) over (order by seq) as id from moved
  ), logged as (
    insert into jobs.event_log (id, size, type, subject, at, data)
    select id, size, type, subject, at, data from numbered where size > 0
  )
  select count(*)::int as rows, coalesce(max(id), $1)::float8 as last_id,
    coalesce(json_agg(distinct subject) filter (where progress), '[]') as progressed
  from numbered`;

const ADD = `
  insert into jobs.event_log (id, size, type, subject, at, data)
  select $1::bigint + place, 1, type, subject, now(), data
  from rows from (json_to_recordset($2::text::json) as (type text, subject uuid, data json))
    with ordinality as event (type, subject, data, place)`;

/** A bundle is delivered again if it could not be forgotten the last time. */
const ADD_BUNDLE = `
  with numbered as (
    select event.*, $1::bigint + sum(size) over (order by place) as id
    from rows from (json_to_recordset($2::text::json) as (size int, type text, subject uuid, at timestamptz, data json))
      with ordinality as event (size, type, subject, at, data, place)
    where not exists (select from jobs.event_log where bundle = $3)
  ), logged as (
    insert into jobs.event_log (id, size, type, subject, at, data, bundle)
    select id, size, type, subject, at, data, case when place = 1 then $3::uuid end from numbered
  )
  select coalesce(max(id), $1)::float8 as last_id from numbered`;

export interface OutboxLag {
  rows: number;
  oldest_seconds: number;
}

/** Whether there may be more to move. */
export type Moved = 'nothing' | 'some' | 'more';

/** Assigns IDs to events: one transaction at a time over all processes. */
@Injectable()
export class LogWriter {
  private readonly open = once(() => applyEventSchema(this.database));

  constructor(
    private readonly database: SqlDatabase,
    private readonly subjects: EventSubjects,
  ) {}

  /** Rows that wait in the outbox, and how long the oldest has waited. */
  async lag(): Promise<OutboxLag> {
    await this.open();
    const [lag] = await this.database.query<OutboxLag>(LAG);
    return lag ?? { rows: 0, oldest_seconds: 0 };
  }

  /** Moves events from the outbox; nothing if another process is doing that, or has just done it. */
  async moveIfDue(): Promise<Moved> {
    await this.open();
    const [outbox] = await this.database.query<{ found: boolean }>(HAS_EVENTS);
    if (!outbox?.found) return 'nothing';
    return this.locked(LOCK_IF_DUE, (sql, last) => this.move(sql, last));
  }

  /** Moves what is in the outbox at the time of the call. */
  async moveAll(): Promise<void> {
    while ((await this.locked(LOCK, (sql, last) => this.move(sql, last))) === 'more');
  }

  /** Adds what the profile store has bundled, unless it was added before. */
  async add({ id, events }: EventBundle): Promise<void> {
    await this.locked(LOCK, async (sql, last) => {
      const [added] = await sql.query<Head>(ADD_BUNDLE, [last, JSON.stringify(events), id]);
      await setHead(sql, added?.last_id ?? last);
      return 'some';
    });
  }

  private async move(sql: SqlExecutor, last: number): Promise<Moved> {
    const [moved] = await sql.query<Head & { rows: number; progressed: string[] }>(MOVE, [last]);
    if (moved === undefined || moved.rows === 0) return 'nothing';
    const progress = await this.subjects.progress(sql, moved.progressed);
    await setHead(sql, await addAll(sql, moved.last_id, progress));
    return moved.rows < MOVED_AT_ONCE ? 'some' : 'more';
  }

  private async locked(lock: string, work: (sql: SqlExecutor, last: number) => Promise<Moved>): Promise<Moved> {
    await this.open();
    return this.database.transaction(async (sql) => {
      const [head] = await sql.query<Head>(lock);
      return head === undefined ? 'nothing' : work(sql, head.last_id);
    });
  }
}

interface Head {
  last_id: number;
}

async function addAll(sql: SqlExecutor, last: number, events: readonly NewEvent[]): Promise<number> {
  if (events.length > 0) await sql.query(ADD, [last, JSON.stringify(events)]);
  return last + events.length;
}

/** Counts the added events for analytics, in the same transaction. */
async function setHead(sql: SqlExecutor, last: number): Promise<void> {
  await sql.query('update jobs.event_head set last_id = $1, relayed_at = clock_timestamp()', [last]);
  await sql.query('select jobs.count_events()');
}
