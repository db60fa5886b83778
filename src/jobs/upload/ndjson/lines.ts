const NEW_LINE = 0x0a;

/** Splits bytes into lines, part by part; a line that is too long is null, and is not kept in memory. */
export class Lines {
  private parts: Buffer[] = [];
  private length = 0;

  constructor(private readonly maxBytes: number) {}

  /** The lines that end in this part. */
  *write(bytes: Buffer): Generator<Buffer | null> {
    let from = 0;
    for (let at = bytes.indexOf(NEW_LINE); at !== -1; at = bytes.indexOf(NEW_LINE, from)) {
      this.keep(bytes.subarray(from, at));
      yield this.take();
      from = at + 1;
    }
    this.keep(bytes.subarray(from));
  }

  /** The last line, which has no line end; empty if there is none. */
  end(): Buffer | null {
    return this.take();
  }

  private keep(part: Buffer): void {
    this.length += part.length;
    if (this.length > this.maxBytes) this.parts = [];
    else this.parts.push(part);
  }

  private take(): Buffer | null {
    const line = this.length > this.maxBytes ? null : Buffer.concat(this.parts);
    this.parts = [];
    this.length = 0;
    return line;
  }
}
