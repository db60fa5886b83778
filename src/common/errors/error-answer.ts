import { HttpException } from '@nestjs/common';
import { ShuttingDown } from '../lifecycle/shutdown.js';
import { ApplicationError } from './application.error.js';
import { commonErrors } from './common.errors.js';
import { fromHttpException } from './from-http-exception.js';
import { statusOf } from './http-status.js';
import { StoreUnavailableError } from './store-unavailable.error.js';

export interface ErrorAnswer {
  status: number;
  error: ApplicationError;
  /** An unexpected error, that is, a defect of the service itself. */
  unexpected: boolean;
}

/** Retry-After for a store that is unavailable, or a process that stops, in seconds. */
const RETRY_SECONDS = 5;
const STOPPING = 'The service is shutting down; send the request again';

/** Maps anything that was thrown to the error the client receives. */
export function answerTo(thrown: unknown): ErrorAnswer {
  if (thrown instanceof ApplicationError) return expected(thrown);
  if (thrown instanceof StoreUnavailableError) {
    return expected(commonErrors.SERVICE_UNAVAILABLE({}, { retryAfterSeconds: RETRY_SECONDS, cause: thrown }));
  }
  if (thrown instanceof ShuttingDown) {
    return expected(commonErrors.SERVICE_UNAVAILABLE({}, { message: STOPPING, retryAfterSeconds: RETRY_SECONDS }));
  }
  if (thrown instanceof HttpException) {
    const known = fromHttpException(thrown);
    if (known) return { ...known, unexpected: false };
  }
  return { status: 500, error: commonErrors.INTERNAL_ERROR({}, { cause: thrown }), unexpected: true };
}

function expected(error: ApplicationError): ErrorAnswer {
  return { status: statusOf[error.kind], error, unexpected: false };
}
