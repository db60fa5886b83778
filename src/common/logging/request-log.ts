import { Injectable } from '@nestjs/common';
import type { Request, RequestHandler, Response } from 'express';
import type { PinoLogger } from 'nestjs-pino';
import type { Logger } from 'pino';
import { pinoHttp, type HttpLogger } from 'pino-http';
import { routeOf } from './route-of.js';

/** One line per request without personal data: the pattern of the route, never path, query or body. */
@Injectable()
export class RequestLog {
  private readonly log: HttpLogger<Request, Response>;

  constructor(
    root: Logger,
    private readonly context: PinoLogger,
    keyNameOf: (request: Request) => string | null,
  ) {
    const lineOf = (request: Request, response: Response, duration_ms: unknown) => ({
      method: request.method,
      route: routeOf(request),
      status: response.statusCode,
      duration_ms,
      ...(!response.writableFinished && { aborted: true }),
      error_code: response.locals['error_code'] as string | undefined,
      key: keyNameOf(request) ?? undefined,
    });
    this.log = pinoHttp<Request, Response>({
      logger: root,
      quietReqLogger: true,
      quietResLogger: true,
      customAttributeKeys: { reqId: 'request_id', responseTime: 'duration_ms' },
      customLogLevel: (request, response) => levelOf(request, response),
      customSuccessMessage: (request, response) => messageOf(request, response),
      customErrorMessage: (request, response) => messageOf(request, response),
      customSuccessObject: (request, response, { duration_ms }) => lineOf(request, response, duration_ms),
      customErrorObject: (request, response, _error, { duration_ms }) => lineOf(request, response, duration_ms),
    });
  }

  /** Adds the request ID to every line that is logged while the request is handled. */
  readonly middleware: RequestHandler = (request, response, next) => {
    this.log(request, response);
    this.context.runInContext(next, { bindings: { request_id: request.id } });
  };
}

function messageOf(request: Request, response: Response): string {
  return `${request.method} ${routeOf(request)} ${response.statusCode}`;
}

/** Probes are so frequent that they would hide everything else. */
function levelOf(request: Request, { statusCode }: Response) {
  if (statusCode >= 500) return 'error';
  return request.path.startsWith('/health/') ? 'debug' : 'info';
}
