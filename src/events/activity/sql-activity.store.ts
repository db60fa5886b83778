import { Injectable } from '@nestjs/common';
import { once } from '../../common/lifecycle/once.js';
import type { Counted } from '../../common/tally/tally.js';
import { SqlDatabase } from '../../infrastructure/postgres/sql-database.js';
import { applyEventSchema } from '../outbox/apply-event-schema.js';
import { ActivityStore, type Activity, type ActivityRange } from './activity.store.js';

/** Along the primary key, whatever happened before or after. */
const READ = `
  select start, metric, json_object_agg(label, count) as counts from jobs.activity
  where period = $1 and start >= $2 and start < $3 group by start, metric`;

/** In the database of the queue; its tables are created at the first use. */
@Injectable()
export class SqlActivityStore extends ActivityStore {
  private readonly open = once(() => applyEventSchema(this.database));

  constructor(private readonly database: SqlDatabase) {
    super();
  }

  override async add(counts: readonly Counted[]): Promise<void> {
    await this.open();
    await this.database.query('select jobs.add_activity($1::text::json)', [JSON.stringify(counts)]);
  }

  override async read({ period, from, until }: ActivityRange): Promise<Activity[]> {
    await this.open();
    return this.database.query<Activity>(READ, [period, from, until]);
  }
}
