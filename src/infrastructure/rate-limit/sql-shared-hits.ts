import { createHash } from 'node:crypto';
import { SharedHits, type CountedHits } from '../../common/access/shared-hits.js';
import { once } from '../../common/lifecycle/once.js';
import { ensureJobsSchema } from '../postgres/jobs-schema.js';
import type { SqlDatabase, SqlExecutor } from '../postgres/sql-database.js';
import type { UpkeepTask } from '../upkeep/upkeep-task.js';

/** Lost in a crash of the server, which only means that counting starts again. */
const TABLE = `create unlogged table if not exists jobs.rate_limits
  (client text primary key, hits bigint not null, until timestamptz not null)`;

/** One row per client, which starts at zero every minute by the clock of the database. Stores a hash of the key. */
export class SqlSharedHits extends SharedHits implements UpkeepTask {
  readonly name = 'rate-limit-sweep';
  readonly cron = '*/10 * * * *';
  private readonly open = once(() => this.database.transaction(createTable));

  constructor(private readonly database: SqlDatabase) {
    super();
  }

  override async add(key: string, hits: number): Promise<CountedHits> {
    await this.open();
    const [row] = await this.database.query<CountedHits>(
      `insert into jobs.rate_limits as counter (client, hits, until)
       values ($1, $2, date_trunc('minute', now()) + interval '1 minute')
       on conflict (client) do update set
         hits = excluded.hits + case when counter.until > now() then counter.hits else 0 end,
         until = case when counter.until > now() then counter.until else excluded.until end
       returning hits::int as total, (extract(epoch from until - now()) * 1000)::int as "leftMs"`,
      [createHash('sha256').update(key).digest('hex'), hits],
    );
    return row!;
  }

  /** Deletes the counters of clients that have left. */
  async run(): Promise<void> {
    await this.open();
    await this.database.query(`delete from jobs.rate_limits where until < now()`);
  }
}

async function createTable(sql: SqlExecutor): Promise<void> {
  await ensureJobsSchema(sql);
  await sql.query(TABLE);
}
