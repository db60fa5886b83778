import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import {
  IdempotencyStore,
  KEPT_HOURS,
  LEASE_MS,
  type Claim,
  type KeptResponse,
} from '../../idempotency/idempotency.store.js';
import type { IdempotencyScope } from '../../idempotency/idempotent-request.js';
import { SqlDatabase } from '../../infrastructure/postgres/sql-database.js';
import { Queue } from '../../infrastructure/queue/queue.js';
import type { JsonValue } from '../../model/json-value.js';
import { JobDatabase } from './job-database.js';

/** Whether the response of the row `held` is too old to be returned. */
export const OUTDATED = `held.created_at < now() - interval '${KEPT_HOURS} hours'`;

const LEASE = `now() + interval '${LEASE_MS} milliseconds'`;
const OF_SCOPE = 'held.caller = $1 and held.route = $2 and held.key = $3';

interface Row {
  status: number | null;
  headers: KeptResponse['headers'] | null;
  response: JsonValue;
  request_hash: string | null;
  is_answered: boolean;
  is_running: boolean;
}

/** In the table in which jobs store their keys, each in the transaction that creates the job. */
@Injectable()
export class SqlIdempotencyStore extends IdempotencyStore {
  private readonly database: JobDatabase;

  constructor(database: SqlDatabase, queue: Queue) {
    super();
    this.database = new JobDatabase(database, queue);
  }

  override async claim(scope: IdempotencyScope, request_hash: string | null, namesNobody: boolean): Promise<Claim> {
    const claim = randomUUID();
    const claimed = await this.database.query(
      `insert into jobs.idempotency_keys as held (caller, route, key, claim, claimed_until, request_hash, names_nobody)
       values ($1, $2, $3, $4, ${LEASE}, $5, $6)
       on conflict (caller, route, key) do update set
         claim = excluded.claim, claimed_until = excluded.claimed_until, request_hash = excluded.request_hash,
         names_nobody = excluded.names_nobody,
         status = null, headers = null, response = null, job_id = null, is_forgotten = false, created_at = now()
       where (held.response is null or ${OUTDATED}) and (held.claimed_until is null or held.claimed_until <= now())
       returning key`,
      [...valuesOf(scope), claim, request_hash, namesNobody],
    );
    if (claimed.length > 0) return { state: 'claimed', claim };
    const [row] = await this.database.query<Row>(
      `select status, headers, response, request_hash, response is not null and not (${OUTDATED}) as is_answered,
         coalesce(claimed_until > now(), false) as is_running
       from jobs.idempotency_keys held where ${OF_SCOPE}`,
      valuesOf(scope),
    );
    if (row?.is_answered) return answered(row);
    // Otherwise the other request ended between the two statements.
    return row?.is_running ? { state: 'in-use' } : this.claim(scope, request_hash, namesNobody);
  }

  override async renew(scope: IdempotencyScope, claim: string): Promise<void> {
    await this.database.query(
      `update jobs.idempotency_keys held set claimed_until = ${LEASE} where ${OF_SCOPE} and claim = $4`,
      [...valuesOf(scope), claim],
    );
  }

  override async keep(
    scope: IdempotencyScope,
    claim: string,
    { status, headers }: Omit<KeptResponse, 'body'>,
    body: string,
  ): Promise<void> {
    const kept = await this.database.query(
      `update jobs.idempotency_keys held set status = $5, headers = $6::text::json, response = $7::text::json,
         created_at = now(), claim = null, claimed_until = null
       where ${OF_SCOPE} and claim = $4 and not is_forgotten returning key`,
      [...valuesOf(scope), claim, status, JSON.stringify(headers), body],
    );
    if (kept.length === 0) await this.release(scope, claim);
  }

  override async release(scope: IdempotencyScope, claim: string): Promise<void> {
    await this.database.query(
      `delete from jobs.idempotency_keys held where ${OF_SCOPE} and claim = $4 and response is null`,
      [...valuesOf(scope), claim],
    );
  }

  override async removeBefore(time: Date): Promise<number> {
    const [row] = await this.database.query<{ removed: number }>(
      `with removed as (
         delete from jobs.idempotency_keys
         where created_at < $1 and (claimed_until is null or claimed_until <= now()) returning 1
       )
       select count(*)::int as removed from removed`,
      [time],
    );
    return row?.removed ?? 0;
  }
}

function valuesOf({ caller, route, key }: IdempotencyScope): string[] {
  return [caller, route, key];
}

function answered({ status, headers, response, request_hash }: Row): Claim {
  return {
    state: 'answered',
    request_hash: request_hash ?? '',
    response: { status: status ?? 200, headers: headers ?? {}, body: response },
  };
}
