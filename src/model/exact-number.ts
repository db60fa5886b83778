/** Available since Node 22, but not yet in TypeScript's library. */
const { rawJSON } = JSON as typeof JSON & { rawJSON: (text: string) => unknown };

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/;
/** A double holds any number of up to 15 digits, unless its exponent has three digits. Also finds such numbers in JSON text. */
const LONG = /(?:^|[\s[:,-])(?:\d[\d.]{15}|\d[\d.]*[eE][-+]?\d{3})/;

/** A number of a JSON text whose digits a double would change; JSON.stringify writes it as it came. */
export class ExactNumber {
  private constructor(
    /** As in the JSON text: `9007199254740993`, `0.1000000000000000055`, `1e400`. */
    readonly text: string,
  ) {}

  /** A double, unless it would be written with other digits; NaN if the text is no number. */
  static read(text: string): number | ExactNumber {
    const value = Number(text);
    return !LONG.test(text) || String(value) === text || !NUMBER.test(text) ? value : new ExactNumber(text);
  }

  /** Whether a JSON text may contain such a number; cheap, and rarely true without one. */
  static mayBeIn(json: string): boolean {
    return LONG.test(json);
  }

  toJSON(): unknown {
    return rawJSON(this.text);
  }

  toString(): string {
    return this.text;
  }
}
