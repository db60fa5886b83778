import { fileURLToPath } from 'node:url';
import { Injectable } from '@nestjs/common';
import { once } from '../common/lifecycle/once.js';
import { migrate } from '../infrastructure/postgres/migrations/migrate.js';
import { readMigrations } from '../infrastructure/postgres/migrations/migrations.js';
import { schemaHistory } from '../infrastructure/postgres/migrations/schema-history.js';
import { sqlDatabaseExecutor } from '../infrastructure/postgres/migrations/sql-database-executor.js';
import { SqlDatabase } from '../infrastructure/postgres/sql-database.js';
import {
  CreditStore,
  type CreditAnswer,
  type CreditMove,
  type CreditState,
  type SpentCredits,
  type SpentOverTime,
} from './credit.store.js';

const FOLDER = fileURLToPath(new URL('migrations/', import.meta.url));

/** In the database of the queue; its tables are created at the first use. */
@Injectable()
export class SqlCreditStore extends CreditStore {
  private readonly prepare = once(() => this.migrate());

  constructor(private readonly database: SqlDatabase) {
    super();
  }

  override async open(job_id: string, limit: number): Promise<void> {
    await this.query(
      'insert into jobs.credit_accounts (job_id, credit_limit) values ($1, $2::numeric) on conflict do nothing',
      [job_id, limit],
    );
  }

  override async setLimit(job_id: string, limit: number | null): Promise<void> {
    await this.query(
      `insert into jobs.credit_accounts (job_id, credit_limit) values ($1, $2::numeric)
       on conflict (job_id) do update set credit_limit = excluded.credit_limit`,
      [job_id, limit],
    );
  }

  override async move({ job_id, holder, move, released, spent, wanted }: CreditMove): Promise<CreditAnswer> {
    const rows = spent.map(({ key_name, ...entry }) => ({ ...entry, key_name: key_name ?? '' }));
    const [row] = await this.query<{ answer: CreditAnswer }>(
      'select jobs.move_credits($1::uuid, $2::uuid, $3::bigint, $4::numeric, $5::json, $6::json) as answer',
      [job_id, holder, move, released, JSON.stringify(rows), JSON.stringify(wanted)],
    );
    return (row as { answer: CreditAnswer }).answer;
  }

  override async states(job_ids: readonly string[]): Promise<CreditState[]> {
    return this.query<CreditState>(
      `select account.credit_limit::float8 as limit,
         (select coalesce(sum(credits), 0)::float8 from jobs.credit_usage where job_id = given.job_id) as spent,
         (select coalesce(sum(reserved), 0)::float8 from jobs.credit_holds where job_id = given.job_id) as reserved
       from unnest($1::uuid[]) with ordinality as given (job_id, place)
       left join jobs.credit_accounts account on account.job_id = given.job_id
       order by place`,
      [job_ids],
    );
  }

  override async totals(): Promise<SpentCredits[]> {
    return this.query<SpentCredits>(
      `select source, nullif(key_name, '') as key_name, sum(credits)::float8 as credits from jobs.credit_usage
       group by source, key_name order by source, key_name`,
    );
  }

  override async history(period: 'hour' | 'day', from: Date, until: Date): Promise<SpentOverTime[]> {
    return this.query<SpentOverTime>(
      `select date_trunc($1, hour at time zone 'UTC') at time zone 'UTC' as start, source, sum(credits)::float8 as credits
       from jobs.credit_usage where hour >= $2 and hour < $3 group by 1, 2`,
      [period, from, until],
    );
  }

  override async forgetHolders(time: Date): Promise<number> {
    const [row] = await this.query<{ removed: number }>(
      `with removed as (delete from jobs.credit_holds where reserved = 0 and changed_at < $1 returning 1)
       select count(*)::int as removed from removed`,
      [time],
    );
    return row?.removed ?? 0;
  }

  private async query<Row>(statement: string, values: readonly unknown[] = []): Promise<Row[]> {
    await this.prepare();
    return this.database.query<Row>(statement, values);
  }

  private async migrate(): Promise<void> {
    await migrate(sqlDatabaseExecutor(this.database), await readMigrations(FOLDER), schemaHistory('credit_versions'));
  }
}
