/** What a JSON text may contain before it is parsed; what follows parsing is recursive, here and in the stores. */
export interface JsonBounds {
  /** Levels of lists and objects within each other. */
  depth: number;
  /** Strings, numbers, literals, lists and objects; the names of fields are not counted. */
  values: number;
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const OPEN_LIST = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** Checks the limits of JSON text part by part, before it is parsed. Whether it is valid JSON is left to the parser. */
export class JsonScanner {
  private depth = 0;
  /** Never too low: every value except the first follows a comma or an opening bracket. */
  private values = 1;
  private isInText = false;
  private isEscaped = false;

  constructor(private readonly bounds: JsonBounds) {}

  /** @returns the bound that the text exceeds so far, or null */
  scan(part: string): keyof JsonBounds | null {
    for (let at = 0; at < part.length; at++) {
      const character = part.charCodeAt(at);
      if (this.isInText) this.stepInText(character);
      else if (character === QUOTE) this.isInText = true;
      else if (character === COMMA) this.values += 1;
      else if (character === OPEN_LIST || character === OPEN_OBJECT) {
        this.values += 1;
        this.depth += 1;
        if (this.depth > this.bounds.depth) return 'depth';
      } else if (character === CLOSE_LIST || character === CLOSE_OBJECT) this.depth -= 1;
    }
    return this.values > this.bounds.values ? 'values' : null;
  }

  private stepInText(character: number): void {
    if (this.isEscaped) this.isEscaped = false;
    else if (character === BACKSLASH) this.isEscaped = true;
    else if (character === QUOTE) this.isInText = false;
  }
}
