import type { SqlExecutor } from '../../infrastructure/postgres/sql-database.js';
import type { Job } from '../job.js';
import { JOB_COLUMNS, onlyJob, type JobRow } from './job.row.js';

export async function findJob(sql: SqlExecutor, job_id: string | null): Promise<Job | null> {
  return onlyJob(await sql.query<JobRow>(`select ${JOB_COLUMNS} from jobs.jobs where job_id = $1`, [job_id]));
}

export function activeJobs(sql: SqlExecutor): Promise<Job[]> {
  return sql.query<JobRow>(
    `select ${JOB_COLUMNS} from jobs.jobs where status = 'processing' order by created_at desc, job_id`,
  );
}

export function pendingJobs(sql: SqlExecutor): Promise<Job[]> {
  return sql.query<JobRow>(
    `select ${JOB_COLUMNS} from jobs.jobs where status = 'pending' order by priority desc, created_at, job_id`,
  );
}

export function recentJobs(sql: SqlExecutor, limit: number): Promise<Job[]> {
  return sql.query<JobRow>(`select ${JOB_COLUMNS} from jobs.jobs order by created_at desc, job_id limit $1`, [limit]);
}
