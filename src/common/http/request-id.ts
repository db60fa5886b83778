import { randomUUID } from 'node:crypto';
import type { NextFunction, Request, Response } from 'express';

/** Valid request IDs from clients: nothing that could break a header, a log line or a terminal. */
const ACCEPTED_ID = /^[\w.:-]{1,128}$/;

/** Sets the request ID, the client's own if it is valid, and returns it in every response. Must come first. */
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
