import type { Request } from 'express';
import { isRoute } from '../logging/route-of.js';

/** The fields of an Express 5 router layer that are used here. */
interface RouteLayer {
  match(path: string): unknown;
  route?: { path: unknown; methods?: Record<string, boolean> };
}

/** The allowed methods for the path of a request that no route handled, in upper case and sorted; empty for an unknown path. */
export function allowedMethods(request: Request): string[] {
  const stack = request.app.router.stack as unknown as RouteLayer[];
  const methods = new Set<string>();
  for (const layer of stack) {
    if (!layer.route || !isRoute(layer.route.path) || !matches(layer, request.path)) continue;
    for (const method of Object.keys(layer.route.methods ?? {})) methods.add(method.toUpperCase());
  }
  if (methods.size === 0) return [];
  if (methods.has('GET')) methods.add('HEAD');
  return [...methods.add('OPTIONS')].toSorted();
}

function matches(layer: RouteLayer, path: string): boolean {
  try {
    return Boolean(layer.match(path));
  } catch {
    // A path that cannot be decoded matches no route.
    return false;
  }
}
