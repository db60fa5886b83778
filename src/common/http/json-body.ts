import type { Request, RequestHandler, Response } from 'express';
import { unauthorized } from '../access/unauthorized.js';
import { ApplicationError } from '../errors/application.error.js';
import { sanitizeJson } from '../validation/json-shape.js';
import { BodyBudget } from './body/body-budget.js';
import { bodyErrors, CALLER_LIMITS, UNAUTHENTICATED_LIMITS, type BodyLimits } from './body/body-limits.js';
import { charsetDecoder, contentDecoder } from './body/content-decoder.js';
import { receiveBody } from './body/receive-body.js';
import { letBodyCome } from './expect-continue.js';
import { announcesBody, isJson } from './only-json.js';

/** A path prefix and the maximum body size below it, in bytes. */
export type BodyLimit = readonly [prefix: string, limit: number];

export interface JsonBodyOptions {
  limits?: readonly BodyLimit[];
  /** Whether the caller has presented a valid key, or needs none. */
  isKnown: (request: Request) => boolean;
  callers?: BodyLimits;
  unauthenticated?: BodyLimits;
}

/**
 * Reads JSON bodies only, with a limit for each path; the first matching prefix decides. Anonymous callers get a small limit
 * because a larger body is not worth reading before the key is checked.
 */
export function jsonBody({
  limits = [],
  isKnown,
  callers = CALLER_LIMITS,
  unauthenticated = UNAUTHENTICATED_LIMITS,
}: JsonBodyOptions): RequestHandler {
  const known = { limits: callers, budget: new BodyBudget(callers.inFlight) };
  const unknown = { limits: unauthenticated, budget: new BodyBudget(unauthenticated.inFlight) };

  const read = async (request: Request, response: Response): Promise<unknown> => {
    const isCaller = isKnown(request);
    const { budget, limits: own } = isCaller ? known : unknown;
    const limit = isCaller ? limitOf(request, limits, own.body) : own.body;
    const decoder = contentDecoder(request.get('Content-Encoding'));
    const charset = charsetDecoder(request.get('Content-Type'));
    if (decoder === undefined || charset === undefined) throw bodyErrors.unknownEncoding();
    // Decompression costs more memory than the whole body of an anonymous caller may.
    if (!isCaller && decoder !== null) throw unauthorized(request);
    if (Number(request.get('Content-Length') ?? 0) > limit) throw bodyErrors.tooLarge(limit);
    const share = budget.share();
    response.once('close', share.giveBack);
    letBodyCome(request, response);
    try {
      return parsed(await receiveBody(request, { limit, limits: own, share, decoder, charset }));
    } catch (error) {
      share.giveBack();
      throw error;
    }
  };

  return async (request, response, next) => {
    if (announcesBody(request) && isJson(request)) {
      try {
        request.body = await read(request, response);
      } catch (error) {
        throw isTooLarge(error) && !isKnown(request) ? unauthorized(request) : error;
      }
    }
    next();
  };
}

function limitOf({ path }: Request, limits: readonly BodyLimit[], otherwise: number): number {
  return limits.find(([prefix]) => isBelow(path.toLowerCase(), prefix))?.[1] ?? otherwise;
}

function isBelow(path: string, prefix: string): boolean {
  return path === prefix || path.startsWith(prefix.endsWith('/') ? prefix : `${prefix}/`);
}

function parsed(text: string): unknown {
  // A common mistake of clients without a body.
  if (text === '') return {};
  const json = parse(text);
  if (!sanitizeJson(json)) throw bodyErrors.tooDeep();
  return json;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw bodyErrors.notJson();
  }
}

function isTooLarge(error: unknown): boolean {
  return error instanceof ApplicationError && error.kind === 'too-large';
}
