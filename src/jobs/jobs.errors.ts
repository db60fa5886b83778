import { errorCatalogue } from '../common/errors/error-catalogue.js';

export const jobErrors = errorCatalogue({
  JOB_NOT_FOUND: {
    kind: 'not-found',
    message: 'No job found with this ID',
    suggestions: ['List jobs with GET /jobs/recent; finished jobs are deleted after JOB_RETENTION_HOURS'],
  },
});

export const jobStateErrors = errorCatalogue({
  JOB_NOT_CANCELLABLE: { kind: 'conflict', message: 'Only pending or processing jobs can be cancelled' },
  JOB_FINISHED: { kind: 'conflict', message: 'The credits of a finished job cannot be changed' },
  JOB_NOT_COMPLETED: {
    kind: 'conflict',
    message: 'The job has not finished yet; its results are saved as they arrive',
    suggestions: ['Wait until GET /jobs/{job_id} returns the status completed, failed or cancelled'],
  },
});

export const createErrors = errorCatalogue({
  SOURCE_TAKES_NO_EMAILS: {
    kind: 'conflict',
    message: 'The configured profile source does not accept email addresses',
    suggestions: ['Set EMAIL_SOURCE to a source that does, such as bearer-api'],
  },
});
