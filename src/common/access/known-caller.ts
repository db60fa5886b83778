import type { Request } from 'express';
import { hasKeys } from '../../config/rules.js';
import type { Config } from '../../config/config.js';
import type { ApiKeys } from './api-keys.js';

/** Routes below this path require a key in local mode too. */
const NEVER_OPEN = /^\/api\/v1(?:\/|$)/i;

/**
 * Whether a caller has a valid key, or needs none in local mode. Checked before the body is read, and thus before routing;
 * the guard decides about access to the route.
 */
export function knownCaller(keys: ApiKeys, config: Config): (request: Request) => boolean {
  const isLocal = !hasKeys(config);
  return (request) => keys.nameFor(request) !== null || (isLocal && !NEVER_OPEN.test(request.path));
}
