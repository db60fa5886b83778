import type { IncomingMessage } from 'node:http';
import type { Scope } from '../../config/scopes.js';
import type { ApplicationError } from '../errors/application.error.js';
import { commonErrors } from '../errors/common.errors.js';
import { providedKey } from './provided-key.js';

/** The error for a caller without a valid key, wherever it is detected. */
export function unauthorized(request: Pick<IncomingMessage, 'headers'>): ApplicationError {
  return commonErrors.UNAUTHORIZED({
    provided_key_length: providedKey(request)?.length ?? 0,
    expected_key_present: true,
  });
}

/** The error for a valid key that may not use a route. */
export function missingScope(scope: Scope, held: readonly Scope[]): ApplicationError {
  return commonErrors.FORBIDDEN(
    { required_scope: scope, key_scopes: held },
    { message: `This API key does not have the scope ${scope}` },
  );
}
