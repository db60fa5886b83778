import express, { type Request, type RequestHandler } from 'express';
import type { ApplicationError } from '../errors/application.error.js';
import { commonErrors } from '../errors/common.errors.js';
import { InvalidRequestError } from '../errors/invalid-request.error.js';
import { MAX_DEPTH, sanitizeJson } from '../validation/json-shape.js';

/** A path prefix and the longest body below it, like `2mb`. */
export type BodyLimit = readonly [prefix: string, limit: string];

const DEFAULT_LIMIT = '1mb';

/** Reads JSON bodies, and nothing else, each path with its own limit. The first prefix that fits decides. */
export function jsonBody(limits: readonly BodyLimit[] = []): RequestHandler {
  const parsers = limits.map(([prefix, limit]) => ({ prefix, parse: parserFor(limit) }));
  const parseDefault = parserFor(DEFAULT_LIMIT);
  return (request, response, next) => {
    const parse = parsers.find(({ prefix }) => isBelow(request.path, prefix))?.parse ?? parseDefault;
    parse(request, response, (error?: unknown) => next(error ? bodyError(error) : shapeError(request)));
  };
}

/** `strict` is off because a JSON string is well-formed: that it is no object is for the route to say. */
function parserFor(limit: string): RequestHandler {
  return express.json({ limit, strict: false });
}

function isBelow(path: string, prefix: string): boolean {
  return path === prefix || path.startsWith(prefix.endsWith('/') ? prefix : `${prefix}/`);
}

function shapeError(request: Request): ApplicationError | undefined {
  return sanitizeJson(request.body) ? undefined : unreadable(`JSON must not be nested deeper than ${MAX_DEPTH} levels`);
}

/** What body-parser calls its errors; see the `type` property in its README. */
function bodyError(error: unknown): unknown {
  const { type, limit } = error as { type?: string; limit?: number };
  switch (type) {
    case 'entity.parse.failed':
      return unreadable('JSON decode error: the body is not well-formed JSON');
    case 'entity.too.large':
      return commonErrors.PAYLOAD_TOO_LARGE({ limit_bytes: limit });
    case 'charset.unsupported':
    case 'encoding.unsupported':
      return commonErrors.UNSUPPORTED_MEDIA_TYPE();
    case 'request.aborted':
    case 'request.size.invalid':
      return commonErrors.BAD_REQUEST({}, { message: 'The body ended before its announced length' });
    case undefined:
    default:
      return error;
  }
}

function unreadable(message: string): InvalidRequestError {
  return new InvalidRequestError([{ field: 'body', message, invalid_value: null, error_type: 'json_invalid' }]);
}
