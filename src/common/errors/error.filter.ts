import { Catch, HttpException, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Request, Response } from 'express';
import { requestId } from '../http/request-id.js';
import { routePattern } from '../logging/route-of.js';
import { allowedMethods, isTakenForAnId } from './allowed-methods.js';
import type { ApplicationError } from './application.error.js';
import { commonErrors } from './common.errors.js';
import { answerTo, type ErrorAnswer } from './error-answer.js';
import type { ErrorBody, ValidationErrorBody } from './error-body.dto.js';
import { InvalidRequestError } from './invalid-request.error.js';
import { StoreUnavailableError } from './store-unavailable.error.js';

/** Retry-After of a 503 without its own, in seconds. */
const DEFAULT_RETRY_SECONDS = 5;

/** Sends every error in the same body, wherever it was thrown: routes, guards, pipes, middleware, the router. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  private readonly logger = new Logger(ErrorFilter.name);

  catch(thrown: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<Request>();
    const response = host.switchToHttp().getResponse<Response>();
    const answer = isUnrouted(thrown, request) ? this.unrouted(request, response) : answerTo(thrown);
    if (answer) this.send(answer, thrown, request, response);
  }

  /** Null if the response was already sent: OPTIONS asks for the allowed methods. */
  private unrouted(request: Request, response: Response): ErrorAnswer | null {
    const methods = allowedMethods(request);
    if (methods.length === 0) return answerTo(commonErrors.NOT_FOUND());
    response.setHeader('Allow', methods.join(', '));
    if (request.method !== 'OPTIONS') return answerTo(commonErrors.METHOD_NOT_ALLOWED({ allowed_methods: methods }));
    response.status(204).end();
    return null;
  }

  private send({ status, error, unexpected }: ErrorAnswer, thrown: unknown, request: Request, response: Response) {
    if (unexpected) this.logger.error(`Unexpected error, request ${requestId(request)}`, stackOf(thrown));
    else if (thrown instanceof StoreUnavailableError) this.logger.warn(thrown.message);
    if (response.headersSent) {
      // A partial response must not look complete.
      response.destroy();
      return;
    }
    const retryAfter = error.retryAfterSeconds ?? (status === 503 ? DEFAULT_RETRY_SECONDS : undefined);
    if (retryAfter !== undefined) response.setHeader('Retry-After', Math.max(1, Math.ceil(retryAfter)));
    // For the log line of the request.
    response.locals['error_code'] = error.code;
    response.status(status).json(bodyOf(error, request));
  }
}

/**
 * Nest reports a request that no route handled as its own NotFoundException. A GET of `/jobs/upload`, which only takes POST,
 * is handled by the route of `/jobs/:job_id`, and finds no job with this ID.
 */
function isUnrouted(thrown: unknown, request: Request): boolean {
  if (routePattern(request) === null) return thrown instanceof HttpException && thrown.getStatus() === 404;
  return isTakenForAnId(request) && answerTo(thrown).status === 404;
}

function bodyOf(error: ApplicationError, request: Request): ErrorBody | ValidationErrorBody {
  return {
    error_code: error.code,
    message: error.message,
    details: {
      ...error.details,
      endpoint: request.originalUrl.split('?', 1)[0],
      method: request.method,
      request_id: requestId(request),
    },
    suggestions: error.suggestions,
    ...(error.kind === 'invalid' && {
      validation_errors: error instanceof InvalidRequestError ? error.fieldErrors : [],
    }),
  };
}

function stackOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  const cause = thrown.cause instanceof Error ? `\ncaused by ${stackOf(thrown.cause)}` : '';
  return `${thrown.stack ?? thrown.message}${cause}`;
}
