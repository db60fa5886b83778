import { errorCatalogue } from '../common/errors/error-catalogue.js';

export const jobErrors = errorCatalogue({
  JOB_NOT_FOUND: {
    kind: 'not-found',
    message: 'No job has this id',
    suggestions: ['List jobs with GET /jobs/recent; finished ones are kept for JOB_RETENTION_HOURS'],
  },
});

export const jobStateErrors = errorCatalogue({
  JOB_NOT_CANCELLABLE: { kind: 'conflict', message: 'Only a pending or processing job can be cancelled' },
  JOB_NOT_COMPLETED: {
    kind: 'conflict',
    message: 'The job is still being worked on; its results are saved as they come',
    suggestions: ['Wait until GET /jobs/{job_id} says completed, failed or cancelled'],
  },
});

export const createErrors = errorCatalogue({
  IDEMPOTENCY_KEY_REUSED: {
    kind: 'invalid',
    message: 'This Idempotency-Key was sent before with another body',
    suggestions: ['Send the same body to get the same answer, or another key for another job'],
  },
  SOURCE_TAKES_NO_EMAILS: {
    kind: 'conflict',
    message: 'The configured profile source takes no e-mail addresses',
    suggestions: ['Set PROFILE_SOURCE to one that does, such as bearer-api'],
  },
});
