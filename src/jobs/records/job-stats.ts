import { jobPriorities, waitingFor, type JobPriority, type WaitingFor } from '../job.js';
import { isActive, jobStatuses, type JobStatus } from '../job-state.js';
import type { JobStats } from '../job.store.js';

export interface Group {
  status: JobStatus;
  priority: JobPriority;
  waiting_for: WaitingFor | null;
  jobs: number;
  total: number;
  processed: number;
  failed: number;
  saved: number;
}

/** One row per status, priority and reason to wait; sums are doubles because one of the drivers reads int8 as text. */
export const GROUPS = `
  select status, priority, waiting_for, count(*)::float8 as jobs, sum(total_emails)::float8 as total,
    sum(processed_emails + coalesce(new_processed, 0))::float8 as processed,
    sum(failed_emails + coalesce(new_failed, 0))::float8 as failed,
    sum(saved_profiles + coalesce(new_saved, 0))::float8 as saved
  from jobs.jobs left join (
    select job_id, sum(processed) as new_processed, sum(failed) as new_failed, sum(saved) as new_saved
    from jobs.counts group by job_id
  ) unfolded using (job_id)
  group by status, priority, waiting_for`;

/** Rows of GROUPS → JobStats */
export function statsOf(groups: readonly Group[]): JobStats {
  const active = groups.filter(({ status }) => isActive(status));
  return {
    queue_size: sum(active, 'total') - sum(active, 'processed'),
    total_jobs: sum(groups, 'jobs'),
    status_breakdown: breakdown(groups, 'status', jobStatuses),
    priority_breakdown: breakdown(groups, 'priority', jobPriorities),
    waiting_breakdown: breakdown(active, 'waiting_for', waitingFor),
    emails: {
      total: sum(groups, 'total'),
      processed: sum(groups, 'processed'),
      failed: sum(groups, 'failed'),
      saved: sum(groups, 'saved'),
    },
  };
}

function sum(groups: readonly Group[], field: 'jobs' | 'total' | 'processed' | 'failed' | 'saved'): number {
  return groups.reduce((total, group) => total + group[field], 0);
}

/** A count for every value, including those with no jobs. */
function breakdown<Field extends 'status' | 'priority' | 'waiting_for'>(
  groups: readonly Group[],
  field: Field,
  names: readonly NonNullable<Group[Field]>[],
): Record<NonNullable<Group[Field]>, number> {
  const counts = names.map((name) => {
    const named = groups.filter((group) => group[field] === name);
    return [name, sum(named, 'jobs')];
  });
  return Object.fromEntries(counts) as Record<NonNullable<Group[Field]>, number>;
}
