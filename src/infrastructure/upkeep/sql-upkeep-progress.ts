import { Injectable } from '@nestjs/common';
import { once } from '../../common/lifecycle/once.js';
import type { JsonValue } from '../../model/json-value.js';
import { ensureJobsSchema } from '../postgres/jobs-schema.js';
import { SqlDatabase, type SqlExecutor } from '../postgres/sql-database.js';
import { UpkeepProgress } from './upkeep-progress.js';

/** In the database of the queue. Its table is created at the first use. */
@Injectable()
export class SqlUpkeepProgress extends UpkeepProgress {
  private readonly open = once(() => this.database.transaction(createTable));

  constructor(private readonly database: SqlDatabase) {
    super();
  }

  override async read(task: string): Promise<JsonValue> {
    await this.open();
    const [row] = await this.database.query<{ progress: JsonValue }>(
      'select progress from jobs.upkeep_progress where task = $1',
      [task],
    );
    return row?.progress ?? null;
  }

  override async save(task: string, progress: JsonValue): Promise<void> {
    await this.open();
    await this.database.query(
      `insert into jobs.upkeep_progress (task, progress) values ($1, $2::json)
       on conflict (task) do update set progress = excluded.progress`,
      [task, JSON.stringify(progress)],
    );
  }
}

async function createTable(sql: SqlExecutor): Promise<void> {
  await ensureJobsSchema(sql);
  await sql.query('create table if not exists jobs.upkeep_progress (task text primary key, progress json not null)');
}
