import type { Request } from 'express';
import type { ApplicationError } from '../errors/application.error.js';
import { commonErrors } from '../errors/common.errors.js';
import { providedKey } from './provided-key.js';

/** What a caller without a valid key is told, wherever that is found out. */
export function unauthorized(request: Request): ApplicationError {
  return commonErrors.UNAUTHORIZED({
    provided_key_length: providedKey(request)?.length ?? 0,
    expected_key_present: true,
  });
}
