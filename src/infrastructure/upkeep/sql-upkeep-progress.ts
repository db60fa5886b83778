import { Injectable } from '@nestjs/common';
import type { JsonValue } from '../../model/json-value.js';
import { SqlDatabase } from '../postgres/sql-database.js';
import { UpkeepProgress } from './upkeep-progress.js';

/** In the database of the queue, whose migrations create the table. */
@Injectable()
export class SqlUpkeepProgress extends UpkeepProgress {
  constructor(private readonly database: SqlDatabase) {
    super();
  }

  override async read(task: string): Promise<JsonValue> {
    const [row] = await this.database.query<{ progress: JsonValue }>(
      'select progress from jobs.upkeep_progress where task = $1',
      [task],
    );
    return row?.progress ?? null;
  }

  override async save(task: string, progress: JsonValue): Promise<void> {
    await this.database.query(
      `insert into jobs.upkeep_progress (task, progress) values ($1, $2::json)
       on conflict (task) do update set progress = excluded.progress`,
      [task, JSON.stringify(progress)],
    );
  }
}
