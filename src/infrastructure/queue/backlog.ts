import type { PgBoss } from 'pg-boss';
import { SCHEMA } from './job-recovery.js';
import type { Backlog } from './queue.js';

/** Like the condition of the indexes of pg-boss: `created` and `retry`. */
const WAITING = `state < 'active' and start_after <= now()`;

/** Those of the values that no unfinished job of the queue has in this field of its payload. */
export async function missingAmong(
  boss: PgBoss,
  queue: string,
  field: string,
  values: readonly string[],
): Promise<string[]> {
  const { rows } = await boss.getDb().executeSql(
    `select value from unnest($3::text[]) as wanted (value) where not exists (
       select from ${SCHEMA}.job where name = $1 and state < 'completed' and data ->> $2::text = value
     )`,
    [queue, field, values],
  );
  return (rows as { value: string }[]).map(({ value }) => value);
}

export async function backlogOf(boss: PgBoss): Promise<Backlog[]> {
  const { rows } = await boss.getDb().executeSql(
    `select name as queue, count(*)::int as jobs, extract(epoch from now() - min(start_after))::float8 as oldest_seconds
     from ${SCHEMA}.job where ${WAITING} group by name order by name`,
  );
  return rows as Backlog[];
}
