import type { Request } from 'express';
import { isRoute, routePattern } from '../logging/route-of.js';

/** The fields of an Express 5 router layer that are used here. */
interface RouteLayer {
  match(path: string): unknown;
  route?: { path: unknown; methods?: Record<string, boolean> };
}

/**
 * The allowed methods for the path of a request, in upper case and sorted; empty for an unknown path. A path with routes of
 * its own, like `/jobs/upload`, is not one of `/jobs/:job_id`.
 */
export function allowedMethods(request: Request): string[] {
  const matching = layersOf(request).filter((layer) => isRoute(layer.route?.path) && matches(layer, request.path));
  const own = matching.filter(({ route }) => route?.path === request.path);
  const methods = new Set<string>();
  for (const { route } of own.length > 0 ? own : matching) {
    for (const method of Object.keys(route?.methods ?? {})) methods.add(method.toUpperCase());
  }
  if (methods.size === 0) return [];
  if (methods.has('GET')) methods.add('HEAD');
  return [...methods.add('OPTIONS')].toSorted();
}

/** Whether the path has a route of its own, but a route with a parameter handled the request: `/jobs/:job_id` for `/jobs/upload`. */
export function isTakenForAnId(request: Request): boolean {
  const pattern = routePattern(request);
  if (pattern === null || pattern === request.path) return false;
  return layersOf(request).some(({ route }) => route?.path === request.path);
}

const layersOf = (request: Request) => request.app.router.stack as unknown as RouteLayer[];

function matches(layer: RouteLayer, path: string): boolean {
  try {
    return Boolean(layer.match(path));
  } catch {
    // A path that cannot be decoded matches no route.
    return false;
  }
}
