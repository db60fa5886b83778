import type { NextFunction, Request, Response } from 'express';
import { routePattern } from '../logging/route-of.js';
import { traced } from './tracing.js';

/** Probes and scrapes come every few seconds, and their traces are of no use. */
const UNTRACED = /^\/(health\/|metrics$)/;

/** A span for each request, in the trace of the client if it sends one. */
export function traceRequests(request: Request, response: Response, next: NextFunction): void {
  if (UNTRACED.test(request.path)) return next();
  const { method } = request;
  const options = {
    kind: 'server',
    parent: request.get('traceparent'),
    attributes: { 'http.request.method': method },
  } as const;
  void traced(method, options, async (span) => {
    const closed = new Promise<void>((resolve) => response.once('close', resolve));
    next();
    await closed;
    const { statusCode } = response;
    const route = routePattern(request);
    if (route !== null) span.rename(`${method} ${route}`);
    span.set({ 'http.route': route ?? undefined, 'http.response.status_code': statusCode });
    if (statusCode >= 500) span.fail(String(statusCode));
  });
}
