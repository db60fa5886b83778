import type { NewEvent } from '../../events/event.js';
import type { JobPriority } from '../job.js';
import type { JobRow } from './rows.js';

export function jobCreated(job: { job_id: string; priority: JobPriority }, total_items: number): NewEvent {
  const { job_id, priority } = job;
  return { type: 'job.created', subject: job_id, data: { job_id, status: 'pending', priority, total_items } };
}

/** Of a job that has ended. */
export function jobEnded(job: JobRow): NewEvent {
  const { job_id, status } = job;
  const type = status === 'failed' ? 'job.failed' : status === 'cancelled' ? 'job.cancelled' : 'job.completed';
  return { type, subject: job_id, data: progressOf(job) };
}

/** Of a job that has not. */
export function jobProgressed(job: JobRow): NewEvent {
  return { type: 'job.progress', subject: job.job_id, data: progressOf(job) };
}

function progressOf({ job_id, status, total_emails, processed_emails, failed_emails, waiting_for }: JobRow) {
  return {
    job_id,
    status,
    total_items: total_emails,
    processed_items: processed_emails,
    failed_items: failed_emails,
    progress_percentage: Math.round((processed_emails / total_emails) * 10_000) / 100,
    waiting_for,
  };
}
