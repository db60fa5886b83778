import type { NextFunction, Request, Response } from 'express';
import { commonErrors } from '../errors/common.errors.js';

const WRITING = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);
const JSON_TYPE = /^application\/json[\t ]*(;|$)/i;

/**
 * Refuses what is not JSON, bodies and announcements of one alike. Besides being useless here, the other content types
 * are the ones that a page of another origin can send without asking first.
 */
export function onlyJson(request: Request, _response: Response, next: NextFunction): void {
  const type = request.get('Content-Type');
  const refused = WRITING.has(request.method) && (type === undefined ? hasBody(request) : !JSON_TYPE.test(type.trim()));
  next(refused ? commonErrors.UNSUPPORTED_MEDIA_TYPE() : undefined);
}

function hasBody(request: Request): boolean {
  return request.get('Transfer-Encoding') !== undefined || Number(request.get('Content-Length') ?? 0) > 0;
}
