/** What a JSON text may hold before it is read; what comes after reading is recursive, here and in the stores. */
export interface JsonBounds {
  /** Levels of lists and objects within each other. */
  depth: number;
  /** Texts, numbers, words, lists, objects and names. */
  values: number;
}

/** Far above any profile, and far below what a store or a recursive function stumbles over. */
export const FOREIGN_JSON: JsonBounds = { depth: 100, values: 200_000 };

/** JSON that may be fine as JSON, and is too deep or too much to be worked with. */
export class JsonBoundsError extends Error {
  override readonly name = 'JsonBoundsError';

  constructor(readonly problem: 'depth' | 'values') {
    super(problem === 'depth' ? 'The JSON is nested too deeply' : 'The JSON contains too many values');
  }
}

/**
 * Reads JSON that somebody else wrote. The bounds are checked on the text, before anything is made of it.
 * @throws JsonBoundsError, or SyntaxError where the text is no JSON
 */
export function parseBounded(text: string, bounds: JsonBounds = FOREIGN_JSON): unknown {
  checkBounds(text, bounds);
  return JSON.parse(text) as unknown;
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPENING = new Set([0x5b, 0x7b]);
const CLOSING = new Set([0x5d, 0x7d]);

/** In one pass, whether or not the text is JSON. @throws JsonBoundsError */
export function checkBounds(text: string, { depth: deepest, values: most }: JsonBounds = FOREIGN_JSON): void {
  let depth = 0;
  let values = 1;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charCodeAt(at);
    if (character === QUOTE) at = endOfText(text, at);
    else if (OPENING.has(character)) {
      depth += 1;
      values += 1;
    } else if (CLOSING.has(character)) depth -= 1;
    else if (character === COMMA || character === COLON) values += 1;
    if (depth > deepest) throw new JsonBoundsError('depth');
    if (values > most) throw new JsonBoundsError('values');
  }
}

/** Where the quote is that ends the text which begins here. */
function endOfText(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let escapes = 0;
    while (text[end - 1 - escapes] === '\\') escapes += 1;
    if (escapes % 2 === 0) return end;
  }
  return text.length;
}
