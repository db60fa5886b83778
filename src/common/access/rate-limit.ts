import type { Request, RequestHandler } from 'express';
import { ipKeyGenerator, rateLimit, type RateLimitInfo } from 'express-rate-limit';
import { commonErrors } from '../errors/common.errors.js';
import type { ApiKeys } from './api-keys.js';
import type { SharedHits } from './shared-hits.js';
import { SharedRateLimitStore } from './shared-rate-limit.store.js';

const WINDOW_MS = 60_000;
/** Probes, and the files of the console, which a browser loads all at once. */
const UNLIMITED = /^\/(?:health|console)(?:\/|$)/;

/**
 * Limits the requests per key, or per IP address without a key.
 * @param hits counters of all processes; without them, this process counts in memory
 */
export function limitRate(perMinute: number, keys: ApiKeys, hits: SharedHits | null = null): RequestHandler {
  return rateLimit({
    windowMs: WINDOW_MS,
    limit: perMinute,
    store: hits === null ? undefined : new SharedRateLimitStore(hits, perMinute),
    standardHeaders: 'draft-6',
    legacyHeaders: false,
    keyGenerator: (request) => clientOf(request, keys),
    skip: ({ path }) => UNLIMITED.test(path),
    handler: (request, _response, next) => next(tooMany(request)),
    // `trust proxy` is configured deliberately, and the warnings would bypass the logger.
    validate: false,
  });
}

function clientOf(request: Request, keys: ApiKeys): string {
  const name = keys.nameFor(request);
  return name === null ? `address ${ipKeyGenerator(request.ip ?? '')}` : `key ${name}`;
}

function tooMany(request: Request & { rateLimit?: RateLimitInfo }) {
  const resetTime = request.rateLimit?.resetTime?.getTime() ?? Date.now() + WINDOW_MS;
  return commonErrors.RATE_LIMIT_EXCEEDED(
    { limit_per_minute: request.rateLimit?.limit },
    { retryAfterSeconds: (resetTime - Date.now()) / 1_000 },
  );
}
