import type { Request } from 'express';
import { hasKeys } from '../../config/rules.js';
import type { Config } from '../../config/config.js';
import type { ApiKeys } from './api-keys.js';

/** Below this a key is asked for also in local mode. */
const NEVER_OPEN = /^\/api\/v1(?:\/|$)/i;

/**
 * Tells strangers before the router does, which comes after the body was read: callers with a valid key are none, nor is
 * anybody in local mode where routes are open. What a caller gets into, the guard decides.
 */
export function knownCaller(keys: ApiKeys, config: Config): (request: Request) => boolean {
  const isLocal = !hasKeys(config);
  return (request) => keys.nameFor(request) !== null || (isLocal && !NEVER_OPEN.test(request.path));
}
