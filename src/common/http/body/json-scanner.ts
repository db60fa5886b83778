import { MAX_DEPTH } from '../../validation/json-shape.js';
import { MAX_VALUES } from './body-limits.js';

const QUOTE = 0x22;
const COMMA = 0x2c;
const OPEN_LIST = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** Looks at JSON text while it comes in, so that what would be too much is never built. Whether it is JSON, the parser tells. */
export class JsonScanner {
  private depth = 0;
  /** Never fewer than there are: every value but the first comes after a comma or an opening bracket. */
  private values = 1;
  private isInText = false;
  private isEscaped = false;

  /** @returns what is wrong with the text until here, or null */
  scan(part: string): 'too-deep' | 'too-many-values' | null {
    for (let at = 0; at < part.length; at++) {
      const character = part.charCodeAt(at);
      if (this.isInText) this.stepInText(character);
      else if (character === QUOTE) this.isInText = true;
      else if (character === COMMA) this.values += 1;
      else if (character === OPEN_LIST || character === OPEN_OBJECT) {
        this.values += 1;
        this.depth += 1;
        if (this.depth > MAX_DEPTH) return 'too-deep';
      } else if (character === CLOSE_LIST || character === CLOSE_OBJECT) this.depth -= 1;
    }
    return this.values > MAX_VALUES ? 'too-many-values' : null;
  }

  private stepInText(character: number): void {
    if (this.isEscaped) this.isEscaped = false;
    else if (character === BACKSLASH) this.isEscaped = true;
    else if (character === QUOTE) this.isInText = false;
  }
}
