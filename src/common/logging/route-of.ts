import type { Request } from 'express';

/** A middleware for all paths may leave its own route behind, like `/{*splat}`. */
const EVERYTHING = /^[{/]*\*/;

export function isRoute(path: unknown): path is string {
  return typeof path === 'string' && !EVERYTHING.test(path);
}

/** The pattern of the route that took a request, like `/jobs/:job_id`; null when none did. */
export function routePattern(request: Request): string | null {
  const path = (request.route as { path?: unknown } | undefined)?.path;
  return isRoute(path) ? `${request.baseUrl}${path}` : null;
}

/** As `routePattern`, with a word for everything that no route took. */
export function routeOf(request: Request): string {
  return routePattern(request) ?? (/^\/docs([/?]|$)/.test(request.originalUrl) ? '/docs' : '(none)');
}
