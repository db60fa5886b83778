import { Logger } from '@nestjs/common';
import { jobsCreated, jobsEnded } from './job-metrics.js';
import type { Job } from './job.js';
import type { NewJob } from './job.store.js';

const logger = new Logger('Jobs');

type CreatedJob = Pick<NewJob, 'job_id' | 'priority' | 'created_by'>;
type StartedJob = Pick<Job, 'job_id' | 'total_emails' | 'created_at' | 'started_at'>;
type EndedJob = StartedJob & Pick<Job, 'status' | 'processed_emails' | 'failed_emails' | 'completed_at'>;

/** Reports what happens to jobs in the log and in the metrics, once, after it is stored. */
export function jobCreated({ job_id, priority, created_by: key }: CreatedJob, items: number): void {
  jobsCreated.inc();
  logger.log({ kind: 'job', job_id, items, priority, key }, 'Job created');
}

export function jobStarted({ job_id, total_emails: items, created_at, started_at }: StartedJob): void {
  logger.log({ kind: 'job', job_id, items, waited_ms: between(created_at, started_at) }, 'Job started');
}

export function jobEnded({ job_id, status, total_emails: items, ...job }: EndedJob): void {
  jobsEnded.inc({ status });
  const { processed_emails, failed_emails: failed, started_at, created_at, completed_at } = job;
  const duration_ms = between(started_at ?? created_at, completed_at);
  const counts = { items, successful: processed_emails - failed, failed };
  logger.log({ kind: 'job', job_id, outcome: status, ...counts, duration_ms }, `Job ${status}`);
}

function between(start: Date, end: Date | null): number | null {
  return end && end.getTime() - start.getTime();
}
