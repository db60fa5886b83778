import type { Request, RequestHandler } from 'express';
import { commonErrors } from '../errors/common.errors.js';

const WRITING = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);
const JSON_TYPE = /^application\/json[\t ]*(;|$)/i;

/**
 * Rejects bodies that are not JSON, including announced ones, except for POST routes that read other bodies themselves. Other content
 * types are useless elsewhere, and a page of another origin could send them without a preflight request.
 */
export function onlyJson(otherBodies: readonly string[] = []): RequestHandler {
  return (request, _response, next) => {
    const saysNothing = request.get('Content-Type') === undefined && !announcesBody(request);
    const isAccepted = saysNothing || isJson(request) || otherBodies.some((path) => isPostTo(path, request));
    next(WRITING.has(request.method) && !isAccepted ? commonErrors.UNSUPPORTED_MEDIA_TYPE() : undefined);
  };
}

/** As Express compares paths. */
function isPostTo(path: string, request: Request): boolean {
  const sent = request.path.toLowerCase();
  return request.method === 'POST' && (sent === path || sent === `${path}/`);
}

export function isJson(request: Request): boolean {
  return JSON_TYPE.test(request.get('Content-Type')?.trim() ?? '');
}

export function announcesBody(request: Request): boolean {
  return request.get('Transfer-Encoding') !== undefined || Number(request.get('Content-Length') ?? 0) > 0;
}
