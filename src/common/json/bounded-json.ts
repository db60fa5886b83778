import { parseExact } from './exact-json.js';
import { JsonScanner, type JsonBounds } from './json-scanner.js';

/** Far above any profile, and far below what a store or a recursive function fails on. */
export const FOREIGN_JSON: JsonBounds = { depth: 100, values: 200_000 };

/** The text may be valid JSON, but is nested too deeply or too large to process. */
export class JsonBoundsError extends Error {
  override readonly name = 'JsonBoundsError';

  constructor(readonly problem: keyof JsonBounds) {
    super(problem === 'depth' ? 'The JSON is nested too deeply' : 'The JSON contains too many values');
  }
}

/**
 * Reads JSON that another service wrote, numbers with all of their digits. The bounds are checked on the text, before anything is built from it.
 * @throws JsonBoundsError, or SyntaxError where the text is not JSON
 */
export function parseBounded(text: string, bounds: JsonBounds = FOREIGN_JSON): unknown {
  checkBounds(text, bounds);
  return parseExact(text);
}

/** In one pass, whether or not the text is JSON. @throws JsonBoundsError */
export function checkBounds(text: string, bounds: JsonBounds = FOREIGN_JSON): void {
  const exceeded = new JsonScanner(bounds).scan(text);
  if (exceeded !== null) throw new JsonBoundsError(exceeded);
}
