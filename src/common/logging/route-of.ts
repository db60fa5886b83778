import type { Request } from 'express';

/** The route may be that of a middleware for all paths, like `/{*splat}`. */
const EVERYTHING = /^[{/]*\*/;

export function isRoute(path: unknown): path is string {
  return typeof path === 'string' && !EVERYTHING.test(path);
}

/** The pattern of the route that handled a request, like `/jobs/:job_id`; null if there was none. */
export function routePattern(request: Request): string | null {
  const path = (request.route as { path?: unknown } | undefined)?.path;
  return isRoute(path) ? `${request.baseUrl}${path}` : null;
}

/** Like `routePattern`, with a placeholder for requests without a route. */
export function routeOf(request: Request): string {
  return routePattern(request) ?? (/^\/docs([/?]|$)/.test(request.originalUrl) ? '/docs' : '(none)');
}
