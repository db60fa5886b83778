import type { PgBoss } from 'pg-boss';
import { SCHEMA } from './job-recovery.js';
import type { Backlog } from './queue.js';

/** Like the condition of the indexes of pg-boss: `created` and `retry`. */
const WAITING = `state < 'active' and start_after <= now()`;

export async function backlogOf(boss: PgBoss): Promise<Backlog[]> {
  const { rows } = await boss.getDb().executeSql(
    `select name as queue, count(*)::int as jobs, extract(epoch from now() - min(start_after))::float8 as oldest_seconds
     from ${SCHEMA}.job where ${WAITING} group by name order by name`,
  );
  return rows as Backlog[];
}
