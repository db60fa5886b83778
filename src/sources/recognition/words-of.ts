import { fields } from '../mapping/record.js';
import { text } from '../mapping/text.js';

const MOST_ERRORS = 20;

/** Errors come as a text, as an object with a message, or as a list of either. */
export function wordsOf(error: unknown): string[] {
  if (Array.isArray(error))
    return error.slice(0, MOST_ERRORS).flatMap((one) => (Array.isArray(one) ? [] : wordsOf(one)));
  const words = text(error) ?? text(fields(error)['message']);
  return words === null ? [] : [words];
}
