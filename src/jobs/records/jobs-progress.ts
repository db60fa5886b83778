import type { NewEvent } from '../../events/event.js';
import type { SqlExecutor } from '../../infrastructure/postgres/sql-database.js';
import { isActive } from '../job-state.js';
import { readJobs } from './counters.js';
import { jobProgressed } from './job-events.js';
import type { JobRow } from './rows.js';

/** For the relay of events: the progress of those of the jobs that have not ended. */
export async function jobsProgress(sql: SqlExecutor, job_ids: readonly string[]): Promise<NewEvent[]> {
  const rows = await sql.query<JobRow>(readJobs('where job_id = any ($1::uuid[])'), [job_ids]);
  return rows.filter(({ status }) => isActive(status)).map(jobProgressed);
}
