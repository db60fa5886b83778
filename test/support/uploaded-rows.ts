import type { SqlDatabase as Database } from '../../src/infrastructure/postgres/sql-database.js';
import { built } from './jest-worker.js';
import type { Service } from './service.js';

/** Rows that uploads have stored without making a job of them. */
export async function uploadedRows({ app }: Service): Promise<number> {
  const { SqlDatabase } = await built<{ SqlDatabase: typeof Database }>('infrastructure/postgres/sql-database.js');
  const database = app.get<Database>(SqlDatabase, { strict: false });
  const [row] = await database.query<{ count: number }>(
    'select count(*)::int as count from jobs.items where not exists (select from jobs.jobs where jobs.job_id = items.job_id)',
  );
  return row?.count ?? 0;
}
