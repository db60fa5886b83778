import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import type { Scope } from '../../config/scopes.js';

export type Access = 'public' | 'open-locally';

/** Metadata key. Also an extension of the operation, which is removed when the API document is completed. */
export const ACCESS = 'x-access';

const allow = (access: Access) => applyDecorators(SetMetadata(ACCESS, access), ApiExtension(ACCESS, access));

/** Requires no key. */
export const Public = () => allow('public');

/** Requires no key in local mode. */
export const OpenLocally = () => allow('open-locally');

/** Metadata key, and an extension of the operation in the API document. */
export const SCOPE = 'x-required-scope';

/** The scope that a key needs. Without it, GET requires `read`, DELETE requires `erase`, and other methods require `ingest`. */
export const RequireScope = (scope: Scope) => applyDecorators(SetMetadata(SCOPE, scope), ApiExtension(SCOPE, scope));

/** The scope that a route requires if it does not name one. */
export function defaultScope(method: string): Scope {
  if (method === 'GET' || method === 'HEAD') return 'read';
  return method === 'DELETE' ? 'erase' : 'ingest';
}
