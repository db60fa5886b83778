import { StoreUnavailableError } from '../common/errors/store-unavailable.error.js';
import { ShuttingDown } from '../common/lifecycle/shutdown.js';
import { UpstreamError } from '../infrastructure/http-client/upstream.error.js';
import type { Stage } from '../model/failure.js';
import type { SourceError } from '../sources/source.errors.js';
import type { IngestFailure } from './ingest-outcome.js';

/** The reason for aborting a run at its deadline. */
export class DeadlineExceeded extends Error {
  override readonly name = 'DeadlineExceeded';

  constructor(readonly milliseconds: number) {
    super(`Processing took longer than ${milliseconds / 1_000} seconds`);
  }
}

/** Describes an error for the client; null if it is a defect of this service. */
export function expectedFailure(error: unknown, stage: Stage): IngestFailure | null {
  if (error instanceof UpstreamError) {
    // The embedder uses a subset of these codes.
    const { code, message, details = null, retryable } = error as SourceError;
    return { stage, code, message, details, retryable };
  }
  if (error instanceof DeadlineExceeded) {
    return {
      stage,
      code: 'DEADLINE_EXCEEDED',
      message: 'Profile processing timed out',
      details: `${error.message} and was stopped in the stage "${stage}"`,
      retryable: true,
    };
  }
  if (error instanceof StoreUnavailableError) {
    return {
      stage,
      code: 'STORE_UNAVAILABLE',
      message: 'The profile store is unavailable',
      details: 'This profile was not stored; try again later',
      retryable: true,
    };
  }
  if (error instanceof ShuttingDown) {
    return { stage, code: 'CANCELLED', message: error.message, details: 'Send the profile again', retryable: true };
  }
  return null;
}

export function unexpectedFailure(stage: Stage): IngestFailure {
  return {
    stage,
    code: 'INTERNAL_ERROR',
    message: 'An unexpected error occurred',
    details: 'See the service log for this request ID',
    retryable: true,
  };
}
