import type { NextFunction, Request, Response } from 'express';
import { commonErrors } from '../errors/common.errors.js';

const SERVED = /^\/(?:health\/[^/]+\/?|metrics\/?)?$/;

/** A worker serves only health and metrics; all other routes belong to api processes. */
export function onlyWorkerRoutes({ path }: Request, _response: Response, next: NextFunction): void {
  if (SERVED.test(path)) return next();
  next(
    commonErrors.NOT_FOUND(
      { role: 'worker' },
      { message: 'This process is a worker and only serves /, /health/* and /metrics' },
    ),
  );
}
