/** Types of the events after which a list of jobs looks different. */
export const JOB_CHANGES = 'job.created,job.progress,job.completed,job.failed,job.cancelled';
