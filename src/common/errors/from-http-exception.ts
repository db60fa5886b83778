import { HttpException, HttpStatus } from '@nestjs/common';
import { ApplicationError, type ErrorDetails } from './application.error.js';
import { commonErrors } from './common.errors.js';
import type { ErrorEntry } from './error-catalogue.js';

const entries: Readonly<Record<number, ErrorEntry>> = {
  400: commonErrors.BAD_REQUEST,
  401: commonErrors.UNAUTHORIZED,
  403: commonErrors.FORBIDDEN,
  404: commonErrors.NOT_FOUND,
  405: commonErrors.METHOD_NOT_ALLOWED,
  408: commonErrors.REQUEST_TIMEOUT,
  409: commonErrors.CONFLICT,
  413: commonErrors.PAYLOAD_TOO_LARGE,
  415: commonErrors.UNSUPPORTED_MEDIA_TYPE,
  429: commonErrors.RATE_LIMIT_EXCEEDED,
  502: commonErrors.UPSTREAM_ERROR,
  503: commonErrors.SERVICE_UNAVAILABLE,
  504: commonErrors.UPSTREAM_TIMEOUT,
};

/** Maps an exception of Nest or one of its packages to an error of ours; null if the client did not cause it. */
export function fromHttpException(exception: HttpException): { status: number; error: ApplicationError } | null {
  const status = exception.getStatus();
  const entry = entries[status];
  if (entry) return { status, error: entry(extrasOf(exception), { cause: exception }) };
  if (status < 400 || status >= 500) return null;
  const code = HttpStatus[status] ?? 'BAD_REQUEST';
  return { status, error: new ApplicationError({ code, kind: 'malformed', message: exception.message }) };
}

/** The fields of an exception beyond Nest's own, such as the results of a failed Terminus check. */
function extrasOf(exception: HttpException): ErrorDetails {
  const response = exception.getResponse();
  if (typeof response !== 'object') return {};
  const { statusCode: _status, message: _message, ...extras } = response as ErrorDetails;
  if (typeof extras['error'] === 'string') delete extras['error'];
  return extras;
}
