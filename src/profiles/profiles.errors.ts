import { errorCatalogue } from '../common/errors/error-catalogue.js';

export const profileErrors = errorCatalogue({
  PROFILE_NOT_FOUND: {
    kind: 'not-found',
    message: 'No profile has this id',
    suggestions: ['Find the id with GET /api/v1/profiles?linkedin_url=…'],
  },
});

export const batchErrors = errorCatalogue({
  BATCH_NOT_FOUND: {
    kind: 'not-found',
    message: 'No batch has this id',
    suggestions: ['Batches are kept for BATCH_RETENTION_HOURS; the profiles themselves stay'],
  },
});

export const similarityErrors = errorCatalogue({
  PROFILE_WITHOUT_EMBEDDING: {
    kind: 'conflict',
    message: 'This profile has no embedding yet',
    suggestions: ['Missing embeddings are made within a few minutes; try again then'],
  },
});

/** What POST /profiles answers with when the pipeline fails; the batch reports the same as items. */
export const ingestErrors = errorCatalogue({
  PROFILE_NOT_FOUND: {
    kind: 'not-found',
    message: 'Profile not found',
    suggestions: ['Open the URL in a browser: the member may have another one now'],
  },
  PROFILE_RESTRICTED: { kind: 'not-found', message: 'Profile is private' },
  PROFILE_URL_REFUSED: { kind: 'invalid', message: 'The profile source refuses this URL' },
  UPSTREAM_ERROR: {
    kind: 'upstream-failed',
    message: 'The profile source failed',
    suggestions: ['Send the profile again later when details.retryable is true'],
  },
  UPSTREAM_TIMEOUT: {
    kind: 'upstream-timeout',
    message: 'The profile took too long',
    suggestions: ['Send the profile again later', 'Use batch-enhanced with Prefer: respond-async'],
  },
  SERVICE_UNAVAILABLE: { kind: 'unavailable', message: 'The profile store is not available now' },
  INTERNAL_ERROR: { kind: 'internal', message: 'Something went wrong in this service' },
});
