/** Types of events that change a list of jobs. */
export const JOB_CHANGES = 'job.created,job.progress,job.completed,job.failed,job.cancelled';
