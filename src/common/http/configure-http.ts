import type { NestExpressApplication } from '@nestjs/platform-express';
import type { RequestHandler } from 'express';
import { withoutTrailingSlash } from '../../config/public-base-url.js';
import { hasKeys } from '../../config/rules.js';
import type { Config } from '../../config/config.js';
import { ApiKeys } from '../access/api-keys.js';
import { knownCaller } from '../access/known-caller.js';
import { localRefusal } from '../access/local-origin.js';
import { limitRate } from '../access/rate-limit.js';
import type { SharedHits } from '../access/shared-hits.js';
import { ErrorFilter } from '../errors/error.filter.js';
import { RequestLog } from '../logging/request-log.js';
import { traceRequests } from '../tracing/trace-requests.js';
import { isTracing } from '../tracing/tracing.js';
import { RequestPipe } from '../validation/request.pipe.js';
import { guardConnections } from './connections.js';
import { discardUnread } from './discard-unread.js';
import { jsonBody, type BodyLimit } from './json-body.js';
import { limitPipelining } from './limit-pipelining.js';
import { PUBLIC_BASE } from './link-base.js';
import { onlyJson } from './only-json.js';
import { nameRequest } from './request-id.js';
import { onlyWorkerRoutes } from './worker-routes.js';
import { securityHeaders } from './security-headers.js';

/** For `NestFactory.create`: `configureHttp` reads bodies, and logs are buffered until the logger is ready. */
export const httpOptions = { bodyParser: false, bufferLogs: true } as const;

export interface HttpSettings {
  /** Path prefixes with a limit other than 1 MB. */
  bodyLimits?: readonly BodyLimit[];
  /** Paths whose POST routes read bodies that are not JSON. */
  otherBodies?: readonly string[];
  /** Counters of requests for all processes; null if there is only this one. */
  sharedHits?: SharedHits | null;
}

/**
 * Everything between the socket and the controllers, in the order in which a request passes through it. Call it before
 * `app.init()`.
 */
export function configureHttp(
  app: NestExpressApplication,
  config: Config,
  { bodyLimits, otherBodies, sharedHits }: HttpSettings = {},
): void {
  app.disable('x-powered-by');
  app.set('etag', false);
  app.set('trust proxy', config.TRUSTED_PROXIES);
  if (config.PUBLIC_BASE_URL !== undefined) app.set(PUBLIC_BASE, withoutTrailingSlash(config.PUBLIC_BASE_URL));
  guardConnections(app.getHttpServer(), config.HTTP_KEEP_ALIVE_SECONDS * 1_000);
  app.use(limitPipelining);
  app.use(nameRequest);
  app.use(discardUnread);
  app.use(app.get(RequestLog).middleware);
  if (isTracing()) app.use(traceRequests);
  app.use(securityHeaders());
  if (!hasKeys(config)) app.use(onlyLocal(config));
  if (config.ROLE === 'worker') app.use(onlyWorkerRoutes);
  if (config.CORS_ORIGINS.length > 0) app.enableCors(corsOptions(config.CORS_ORIGINS));
  if (config.RATE_LIMIT_PER_MINUTE > 0) {
    app.use(limitRate(config.RATE_LIMIT_PER_MINUTE, app.get(ApiKeys), sharedHits));
  }
  app.use(onlyJson(otherBodies));
  app.use(jsonBody({ limits: bodyLimits, isKnown: knownCaller(app.get(ApiKeys), config) }));
  app.useGlobalPipes(new RequestPipe());
  app.useGlobalFilters(new ErrorFilter());
}

function onlyLocal({ CORS_ORIGINS }: Config): RequestHandler {
  return ({ method, headers }, _response, next) => next(localRefusal(method, headers, CORS_ORIGINS) ?? undefined);
}

const EXPOSED = [
  'X-Request-Id',
  'Location',
  'Content-Disposition',
  'Retry-After',
  'Idempotent-Replayed',
  'RateLimit-Limit',
  'RateLimit-Remaining',
  'RateLimit-Reset',
];

function corsOptions(origins: readonly string[]) {
  return { origin: [...origins], exposedHeaders: EXPOSED, maxAge: 600 };
}
