import { InvalidRequestError } from '../common/errors/invalid-request.error.js';
import { isObject } from '../common/validation/plain-object.js';
import { readAs } from '../common/validation/request.pipe.js';
import { AddToken } from './dto/add-token.dto.js';

/** A token of a list that cannot be added; the problem never quotes it. */
export interface InvalidToken {
  problem: string;
}

/** Reads a token of a list: its text, or an object. */
export function readToken(sent: unknown): AddToken | InvalidToken {
  if (typeof sent !== 'string' && !isObject(sent)) return { problem: 'Input should be a string or an object' };
  try {
    return readAs(AddToken, typeof sent === 'string' ? { token: sent } : sent);
  } catch (error) {
    if (!(error instanceof InvalidRequestError)) throw error;
    return { problem: error.fieldErrors.map(({ field, message }) => `${field}: ${message}`).join('; ') };
  }
}
