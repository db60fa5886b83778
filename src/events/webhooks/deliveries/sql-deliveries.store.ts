import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { once } from '../../../common/lifecycle/once.js';
import { decodeCursor, pageRows } from '../../../common/pagination/cursor.js';
import type { PageRequest } from '../../../common/pagination/page.js';
import { isUuid } from '../../../common/validation/uuid.js';
import { SqlDatabase, type SqlExecutor } from '../../../infrastructure/postgres/sql-database.js';
import type { LoggedEvent } from '../../event.js';
import { applyEventSchema } from '../../outbox/apply-event-schema.js';
import { ENDPOINT_COLUMNS, HAS_NEWS } from '../endpoints/sql-webhook-endpoints.store.js';
import type { SigningEndpoint } from '../endpoints/webhook-endpoint.js';
import { DeliveriesStore, type DueEndpoint, type Outcome } from './deliveries.store.js';
import type { Delivery, DeliveryAttempt, DeliveryStatus } from './delivery.js';

const COLUMNS = 'id, event_id::float8 as event_id, event_type, status, attempts, created_at, updated_at';
const IS_DUE = `disabled_at is null and (next_attempt_at is null or next_attempt_at <= now()) and ${HAS_NEWS}`;

/** Endpoints of one host that are due at once, at most, so that thousands at the same host leave room for others. */
const OF_A_HOST = 50;
const DUE = `
  select id, host from (
    select id, host, position, row_number() over (partition by host order by position) as place from (
      select id, position, lower(substring(url from '//([^/?#]*)')) as host from jobs.webhooks where ${IS_DUE}
    ) as due where host <> all ($2::text[])
  ) as due where place <= ${OF_A_HOST} order by position limit $1`;

/** Attempts of a delivery that are kept, so that replaying it often does not make it large. */
const KEPT_ATTEMPTS = 20;
const REMOVED_AT_ONCE = 5_000;

/** A delivered event stays delivered, and a failed extra attempt ($7) does not change the status. */
const ADD_ATTEMPT = `
  insert into jobs.webhook_deliveries as delivery (id, webhook_id, event_id, event_type, status, attempts)
  select $1, webhooks.id, $3, $4, $5, json_build_array($6::text::json) from jobs.webhooks where id = $2
  on conflict (webhook_id, event_id) do update set
    status = case
      when delivery.status = 'delivered' or $7 and excluded.status = 'failed' then delivery.status
      else excluded.status
    end,
    attempts = (
      select json_agg(attempt order by place) from (
        select attempt, place from json_array_elements(delivery.attempts) with ordinality as earlier (attempt, place)
        union all select $6::text::json, ${KEPT_ATTEMPTS + 1}
        order by place desc limit ${KEPT_ATTEMPTS}
      ) as latest
    ),
    updated_at = now()
  returning ${COLUMNS}`;

/** Before MOVE, in the same transaction, which finds the row only if another event is awaited. */
const END_ONE = `
  with ended as (
    delete from jobs.webhooks where id = $1 and position = $2 and awaited <= 1 returning id
  )
  update jobs.webhooks set awaited = awaited - 1 where id = $1 and position = $2 and awaited > 1`;

const REMOVE = `
  delete from jobs.webhook_deliveries where id in (
    select id from jobs.webhook_deliveries where created_at < $1 limit ${REMOVED_AT_ONCE}
  ) returning id`;

/** An endpoint that was changed meanwhile has another state, which stays: a failure says nothing about its new URL. */
const MOVE = `
  update jobs.webhooks set
    position = coalesce($3, position), failures = $4,
    next_attempt_at = now() + $5::float8 * interval '1 second',
    disabled_at = case when $6::text is null then disabled_at else now() end,
    disabled_reason = coalesce($6, disabled_reason)
  where id = $1 and position = $2 and ($7 = 'delivered' or url = $8 and failures = $9)`;

/** In the database of the queue; its tables are created at the first use. */
@Injectable()
export class SqlDeliveriesStore extends DeliveriesStore {
  private readonly open = once(() => applyEventSchema(this.database));

  constructor(private readonly database: SqlDatabase) {
    super();
  }

  override due(limit: number, except: readonly string[]): Promise<DueEndpoint[]> {
    return this.query<DueEndpoint>(DUE, [limit, except]);
  }

  override async dueEndpoint(id: string): Promise<SigningEndpoint | null> {
    const statement = `select ${ENDPOINT_COLUMNS}, secrets, subject from jobs.webhooks where id = $1 and ${IS_DUE}`;
    return (await this.query<SigningEndpoint>(statement, [id]))[0] ?? null;
  }

  override async record(
    { id, subject, url, last_event_id, failures }: SigningEndpoint,
    event: LoggedEvent,
    attempt: DeliveryAttempt,
    outcome: Outcome,
  ): Promise<void> {
    await this.open();
    const retryAfter = 'afterSeconds' in outcome ? outcome.afterSeconds : null;
    const disabledBecause = subject === null && 'disabledBecause' in outcome ? outcome.disabledBecause : null;
    const stays = retryAfter !== null || disabledBecause !== null;
    await this.database.transaction(async (sql) => {
      if (subject === null) await addAttempt(sql, id, event, attempt, { status: outcome.status, isExtra: false });
      else if (outcome.status !== 'retrying') await sql.query(END_ONE, [id, last_event_id]);
      await sql.query(MOVE, [
        id,
        last_event_id,
        stays ? null : event.id,
        retryAfter === null ? 0 : failures + 1,
        retryAfter,
        disabledBecause,
        outcome.status,
        url,
        failures,
      ]);
    });
  }

  override async recordExtra(webhook_id: string, event: LoggedEvent, attempt: DeliveryAttempt) {
    await this.open();
    const status = attempt.problem === null ? 'delivered' : 'failed';
    return addAttempt(this.database, webhook_id, event, attempt, { status, isExtra: true });
  }

  override async find(webhook_id: string, id: string): Promise<Delivery | null> {
    if (!isUuid(webhook_id) || !isUuid(id)) return null;
    const statement = `select ${COLUMNS} from jobs.webhook_deliveries where webhook_id = $1 and id = $2`;
    return (await this.query<Delivery>(statement, [webhook_id, id]))[0] ?? null;
  }

  override async list(webhook_id: string, { limit, cursor }: PageRequest) {
    const [before] = cursor === undefined ? [null] : decodeCursor(cursor, 1);
    const rows = await this.query<Delivery & { seq: number }>(
      `select ${COLUMNS}, seq::float8 as seq from jobs.webhook_deliveries
       where webhook_id = $1 and ($2::bigint is null or webhook_deliveries.seq < $2)
       order by webhook_deliveries.seq desc limit $3`,
      [webhook_id, before, limit + 1],
    );
    return pageRows(
      rows,
      limit,
      ({ seq }) => [seq],
      ({ seq: _seq, ...delivery }): Delivery => delivery,
    );
  }

  override async removeBefore(time: Date): Promise<number> {
    const rows = await this.query(REMOVE, [time]);
    return rows.length;
  }

  private async query<Row>(statement: string, values: readonly unknown[]): Promise<Row[]> {
    await this.open();
    return this.database.query<Row>(statement, values);
  }
}

async function addAttempt(
  sql: SqlExecutor,
  webhook_id: string,
  event: LoggedEvent,
  attempt: DeliveryAttempt,
  { status, isExtra }: { status: DeliveryStatus; isExtra: boolean },
): Promise<Delivery | null> {
  const values = [randomUUID(), webhook_id, event.id, event.type, status, JSON.stringify(attempt), isExtra];
  return (await sql.query<Delivery>(ADD_ATTEMPT, values))[0] ?? null;
}
