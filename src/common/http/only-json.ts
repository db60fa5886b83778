import type { NextFunction, Request, Response } from 'express';
import { commonErrors } from '../errors/common.errors.js';

const WRITING = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);
const JSON_TYPE = /^application\/json[\t ]*(;|$)/i;

/**
 * Rejects bodies that are not JSON, including announced ones. The other content types are useless here, and a page of another
 * origin could send them without a preflight request.
 */
export function onlyJson(request: Request, _response: Response, next: NextFunction): void {
  const saysNothing = request.get('Content-Type') === undefined && !announcesBody(request);
  const refused = WRITING.has(request.method) && !saysNothing && !isJson(request);
  next(refused ? commonErrors.UNSUPPORTED_MEDIA_TYPE() : undefined);
}

export function isJson(request: Request): boolean {
  return JSON_TYPE.test(request.get('Content-Type')?.trim() ?? '');
}

export function announcesBody(request: Request): boolean {
  return request.get('Transfer-Encoding') !== undefined || Number(request.get('Content-Length') ?? 0) > 0;
}
