/** In the order in which a job goes through them; the same values as the type `jobs.job_status` in the schema. */
export const jobStatuses = ['pending', 'processing', 'completed', 'failed', 'cancelled'] as const;
export type JobStatus = (typeof jobStatuses)[number];

/** An item is pending, has a result, or has an error; the same values as `jobs.item_status` in the schema. */
export type ItemStatus = 'pending' | 'done' | 'failed';

/** There is, or may be, work left; the job ends with its last item. */
export const activeStatuses = ['pending', 'processing'] as const satisfies readonly JobStatus[];
/** The job has ended and may be deleted. */
export const finalStatuses = ['completed', 'failed', 'cancelled'] as const satisfies readonly JobStatus[];

export function isActive(status: JobStatus): boolean {
  return activeStatuses.some((active) => active === status);
}

interface Transition {
  from: readonly JobStatus[];
  to: JobStatus;
}

/** For each action on a job: the statuses in which it is allowed, and the status that follows. */
export const transitions = {
  begin: { from: activeStatuses, to: 'processing' },
  wait: { from: ['processing'], to: 'processing' },
  cancel: { from: activeStatuses, to: 'cancelled' },
  /** Retries failed items, also in a finished job. A cancelled job stays cancelled. */
  retry: { from: ['pending', 'processing', 'completed', 'failed'], to: 'processing' },
} as const satisfies Record<string, Transition>;

export function allows(action: keyof typeof transitions, status: JobStatus): boolean {
  return transitions[action].from.some((from) => from === status);
}

/**
 * Status of a job after its last item, as SQL over count expressions: failed if every item failed and none of
 * them because no profile was found, otherwise completed.
 */
export function completion(counted: { total: string; failed: string; notFound: string }): string {
  const hasFailed = `${counted.failed} = ${counted.total} and ${counted.notFound} = 0`;
  return `case when ${hasFailed} then ${listed('failed')} else ${listed('completed')} end`;
}

/** Statuses as a SQL list: `'pending', 'processing'`. Safe because they are constants of this file, never input. */
export function listed(...statuses: readonly (JobStatus | ItemStatus)[]): string {
  return statuses.map((status) => `'${status}'`).join(', ');
}
