/** In the order in which a job goes through them; the type `jobs.job_status` of the schema has the same. */
export const jobStatuses = ['pending', 'processing', 'completed', 'failed', 'cancelled'] as const;
export type JobStatus = (typeof jobStatuses)[number];

/** One e-mail of a job has not ended, has a result, or has an error; `jobs.item_status` of the schema. */
export type ItemStatus = 'pending' | 'done' | 'failed';

/** There is, or may be, work to do for the job; with its last e-mail it ends. */
export const activeStatuses = ['pending', 'processing'] as const satisfies readonly JobStatus[];
/** The job has ended, and may be removed. */
export const finalStatuses = ['completed', 'failed', 'cancelled'] as const satisfies readonly JobStatus[];

export function isActive(status: JobStatus): boolean {
  return activeStatuses.some((active) => active === status);
}

interface Transition {
  from: readonly JobStatus[];
  to: JobStatus;
}

/** What is done to a job: the statuses in which it can be done, and the one that the job has then. */
export const transitions = {
  begin: { from: activeStatuses, to: 'processing' },
  wait: { from: ['processing'], to: 'processing' },
  cancel: { from: activeStatuses, to: 'cancelled' },
  /** Failed e-mails go back to work, also those of a job that has ended; what was cancelled stays so. */
  retry: { from: ['pending', 'processing', 'completed', 'failed'], to: 'processing' },
} as const satisfies Record<string, Transition>;

/**
 * How a job ends with its last e-mail, over the expressions of a statement that count: failed where every e-mail failed, none
 * of them because nobody was found, else completed.
 */
export function completion(counted: { total: string; failed: string; notFound: string }): string {
  const hasFailed = `${counted.failed} = ${counted.total} and ${counted.notFound} = 0`;
  return `case when ${hasFailed} then ${listed('failed')} else ${listed('completed')} end`;
}

/** Statuses for a statement: `'pending', 'processing'`. They are constants of this file and never input. */
export function listed(...statuses: readonly (JobStatus | ItemStatus)[]): string {
  return statuses.map((status) => `'${status}'`).join(', ');
}
