import { performance } from 'node:perf_hooks';
import { Injectable } from '@nestjs/common';
import type { Request, RequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import { requestId } from '../http/request-id.js';
import { inRequest } from './request-context.js';
import { routeOf } from './route-of.js';

/** One line per request without personal data: the pattern of the route, never path, query or body. */
@Injectable()
export class RequestLog {
  constructor(
    private readonly log: Logger,
    private readonly keyNameOf: (request: Request) => string | null,
  ) {}

  /**
   * Adds the request ID to every line that is logged while the request is handled. The ID travels in a context, because
   * child loggers, which pino-http and nestjs-pino make for each request, cost more than a short handler.
   */
  readonly middleware: RequestHandler = (request, response, next) => {
    const started = performance.now();
    const id = requestId(request);
    response.once('close', () => inRequest(id, () => this.write(request, response, performance.now() - started)));
    inRequest(id, next);
  };

  private write(request: Request, response: Response, duration: number): void {
    const level = levelOf(request, response);
    if (!this.log.isLevelEnabled(level)) return;
    const route = routeOf(request);
    const line = {
      method: request.method,
      route,
      status: response.statusCode,
      duration_ms: Math.round(duration),
      ...(!response.writableFinished && { aborted: true }),
      error_code: response.locals['error_code'] as string | undefined,
      key: this.keyNameOf(request) ?? undefined,
    };
    this.log[level](line, `${request.method} ${route} ${response.statusCode}`);
  }
}

/** Probes are so frequent that they would hide everything else. */
function levelOf(request: Request, { statusCode }: Response) {
  if (statusCode >= 500) return 'error';
  return request.path.startsWith('/health/') ? 'debug' : 'info';
}
