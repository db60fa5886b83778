import { errorCatalogue } from '../common/errors/error-catalogue.js';

export const profileErrors = errorCatalogue({
  PROFILE_NOT_FOUND: {
    kind: 'not-found',
    message: 'No profile found with this ID',
    suggestions: ['Find the ID with GET /api/v1/profiles?linkedin_url=…'],
  },
});

export const batchErrors = errorCatalogue({
  BATCH_NOT_FOUND: {
    kind: 'not-found',
    message: 'No batch found with this ID',
    suggestions: [
      'Look up the profiles with GET /api/v1/profiles: batches are deleted after BATCH_RETENTION_HOURS, profiles are not',
    ],
  },
});

export const batchStateErrors = errorCatalogue({
  BATCH_NOT_CANCELLABLE: { kind: 'conflict', message: 'Only pending or processing batches can be cancelled' },
});

export const reprocessErrors = errorCatalogue({
  REPROCESS_NOT_FOUND: {
    kind: 'not-found',
    message: 'No reprocessing found with this ID',
    suggestions: ['List them with GET /api/v1/profiles/reprocess: they are deleted after BATCH_RETENTION_HOURS'],
  },
});

export const similarityErrors = errorCatalogue({
  PROFILE_WITHOUT_EMBEDDING: {
    kind: 'conflict',
    message: 'This profile has no embedding yet',
    suggestions: ['Try again in a few minutes: missing embeddings are created in the background'],
  },
});

/** Errors of POST /profiles if the pipeline fails; a batch reports them per item. */
export const ingestErrors = errorCatalogue({
  PROFILE_NOT_FOUND: {
    kind: 'not-found',
    message: 'Profile not found',
    suggestions: ['Open the URL in a browser to check whether the member has a new one'],
  },
  PROFILE_RESTRICTED: { kind: 'not-found', message: 'Profile is private' },
  PERSON_SUPPRESSED: {
    kind: 'suppressed',
    message: 'This person asked not to be stored',
    suggestions: ['Send the other people without this person'],
  },
  PROFILE_URL_REFUSED: { kind: 'invalid', message: 'The profile source does not accept this URL' },
  UPSTREAM_ERROR: {
    kind: 'upstream-failed',
    message: 'The profile source failed',
    suggestions: ['Try again later if details.retryable is true'],
  },
  UPSTREAM_TIMEOUT: {
    kind: 'upstream-timeout',
    message: 'Profile processing timed out',
    suggestions: ['Try again later', 'Use POST /api/v1/profiles/batch-enhanced with Prefer: respond-async'],
  },
  SERVICE_UNAVAILABLE: { kind: 'unavailable', message: 'The profile store is unavailable' },
  INTERNAL_ERROR: { kind: 'internal', message: 'An unexpected error occurred' },
});
