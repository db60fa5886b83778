import type { Job, JobPriority, JobStatus } from '../job.js';

/** A row of jobs.jobs, as the drivers read it. */
export interface JobRow {
  job_id: string;
  status: JobStatus;
  priority: JobPriority;
  config: Job['config'];
  total_emails: number;
  processed_emails: number;
  failed_emails: number;
  saved_profiles: number;
  failed_saves: number;
  current_email: string | null;
  waiting_for: Job['waiting_for'];
  created_at: Date;
  started_at: Date | null;
  completed_at: Date | null;
}

/** Its columns, for `select` and `returning`. */
export const JOB_COLUMNS = `job_id, status, priority, config, total_emails, processed_emails, failed_emails,
  saved_profiles, failed_saves, current_email, waiting_for, created_at, started_at, completed_at`;

export function onlyJob([row]: readonly JobRow[]): Job | null {
  return row ?? null;
}
