import { Injectable } from '@nestjs/common';
import { once } from '../../../common/lifecycle/once.js';
import { decodeCursor, pageRows } from '../../../common/pagination/cursor.js';
import type { PageRequest } from '../../../common/pagination/page.js';
import { isUuid } from '../../../common/validation/uuid.js';
import { SqlDatabase } from '../../../infrastructure/postgres/sql-database.js';
import { applyEventSchema } from '../../outbox/apply-event-schema.js';
import type { EndpointChanges, SigningEndpoint, StoredSecret, WebhookEndpoint } from './webhook-endpoint.js';
import { WebhookEndpointsStore, type NewEndpoint } from './webhook-endpoints.store.js';

export const ENDPOINT_COLUMNS = `
  id, url, events, description, position::float8 as last_event_id, failures, next_attempt_at, disabled_at,
  disabled_reason, created_by, created_at, updated_at`;

const WAITING = `
  select from jobs.event_log where event_log.type = any (webhooks.events) and event_log.id > webhooks.position`;
/** Whether events of its types wait for it; the index of the subject finds the few events of one job or batch. */
export const HAS_NEWS = `
  case when webhooks.subject is null then exists (${WAITING})
    else exists (${WAITING} and event_log.subject = webhooks.subject) end`;

const CREATE = `
  insert into jobs.webhooks (id, url, events, description, secrets, created_by, position)
  select $1, $2, $3, $4, $5::text::json, $6, last_id from jobs.event_head
  where (select count(*) from jobs.webhooks where subject is null) < $7
  returning ${ENDPOINT_COLUMNS}`;

/**
 * An added type is sent from now on: unless an event of its previous types waits, the position moves to the end of the log. Any change makes
 * the endpoint try again at once, because it may repair it. Deliveries of a type that was removed are not tried again.
 */
const CHANGE = `
  with given_up as (
    update jobs.webhook_deliveries set status = 'failed', updated_at = now()
    where webhook_id = $1 and status = 'retrying' and event_type <> all ($3::text[])
  )
  update jobs.webhooks set
    url = coalesce($2, url),
    events = coalesce($3, events),
    description = case when $4::boolean then $5 else description end,
    disabled_at = case when $6::boolean is null then disabled_at when $6 then coalesce(disabled_at, now()) end,
    disabled_reason = case when $6::boolean is null then disabled_reason when $6 then coalesce(disabled_reason, 'Disabled by PATCH') end,
    position = case when ${HAS_NEWS} then position else (select last_id from jobs.event_head) end,
    failures = 0, next_attempt_at = null, updated_at = now()
  where id = $1 and subject is null returning ${ENDPOINT_COLUMNS}`;

/** In the database of the queue; its tables are created at the first use. */
@Injectable()
export class SqlWebhookEndpointsStore extends WebhookEndpointsStore {
  private readonly open = once(() => applyEventSchema(this.database));

  constructor(private readonly database: SqlDatabase) {
    super();
  }

  override async create(endpoint: NewEndpoint, limit: number): Promise<WebhookEndpoint | null> {
    const { id, url, events, description, secrets, created_by } = endpoint;
    const values = [id, url, events, description, JSON.stringify(secrets), created_by, limit];
    return (await this.query<WebhookEndpoint>(CREATE, values))[0] ?? null;
  }

  override async find(id: string): Promise<SigningEndpoint | null> {
    if (!isUuid(id)) return null;
    const statement = `select ${ENDPOINT_COLUMNS}, secrets, subject from jobs.webhooks where id = $1 and subject is null`;
    return (await this.query<SigningEndpoint>(statement, [id]))[0] ?? null;
  }

  override async list({ limit, cursor }: PageRequest) {
    const [before] = cursor === undefined ? [null] : decodeCursor(cursor, 1);
    const rows = await this.query<WebhookEndpoint & { seq: number }>(
      `select ${ENDPOINT_COLUMNS}, seq::float8 as seq from jobs.webhooks
       where subject is null and ($1::bigint is null or webhooks.seq < $1) order by webhooks.seq desc limit $2`,
      [before, limit + 1],
    );
    return pageRows(
      rows,
      limit,
      ({ seq }) => [seq],
      ({ seq: _seq, ...endpoint }): WebhookEndpoint => endpoint,
    );
  }

  override async change(id: string, { url, events, description, disabled }: EndpointChanges) {
    if (!isUuid(id)) return null;
    const values = [id, url ?? null, events ?? null, description !== undefined, description ?? null, disabled ?? null];
    return (await this.query<WebhookEndpoint>(CHANGE, values))[0] ?? null;
  }

  override async remove(id: string): Promise<boolean> {
    if (!isUuid(id)) return false;
    return (
      (await this.query('delete from jobs.webhooks where id = $1 and subject is null returning id', [id])).length > 0
    );
  }

  override async rotate(id: string, next: (secrets: readonly StoredSecret[]) => StoredSecret[]): Promise<boolean> {
    if (!isUuid(id)) return false;
    await this.open();
    return this.database.transaction(async (sql) => {
      const [row] = await sql.query<{ secrets: StoredSecret[] }>(
        'select secrets from jobs.webhooks where id = $1 and subject is null for update',
        [id],
      );
      if (row === undefined) return false;
      await sql.query('update jobs.webhooks set secrets = $2::text::json, updated_at = now() where id = $1', [
        id,
        JSON.stringify(next(row.secrets)),
      ]);
      return true;
    });
  }

  private async query<Row>(statement: string, values: readonly unknown[]): Promise<Row[]> {
    await this.open();
    return this.database.query<Row>(statement, values);
  }
}
