import { randomUUID } from 'node:crypto';
import type { NextFunction, Request, Response } from 'express';

/** What a client may call its request: nothing that could break a header, a log line or a terminal. */
const ACCEPTED_ID = /^[\w.:-]{1,128}$/;

/** Names the request, as its client did where that is acceptable, and says the name on every response. Comes first. */
export function nameRequest(request: Request, response: Response, next: NextFunction): void {
  const sentId = request.get('X-Request-Id');
  const id = sentId !== undefined && ACCEPTED_ID.test(sentId) ? sentId : randomUUID();
  request.id = id;
  response.setHeader('X-Request-Id', id);
  next();
}

export function requestId(request: Request): string {
  return typeof request.id === 'string' ? request.id : '';
}
