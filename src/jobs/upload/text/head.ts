/** Keeps the first bytes of a file until there are enough of them to decide how the file is read. */
export class Head {
  private parts: Buffer[] = [];
  private length = 0;

  constructor(private readonly enough: number) {}

  /** All bytes so far once there are enough of them, else null. */
  add(part: Buffer): Buffer | null {
    this.parts.push(part);
    this.length += part.length;
    return this.length < this.enough ? null : this.take();
  }

  /** The bytes that were not taken yet, for a file that has no more. */
  take(): Buffer {
    const bytes = Buffer.concat(this.parts);
    this.parts = [];
    return bytes;
  }
}
