/** 32-bit words of a digest that are kept. */
export const WORDS = 4;
const SLOTS = 512;
const FULL = 0.85 * SLOTS;

/** The digests of a page while it is split: nothing is allocated for them. */
const moved = new Uint32Array(SLOTS * WORDS);

/** A few hundred digests that have the same first bits, in a hash table with open addressing. */
export class DigestPage {
  private readonly words = new Uint32Array(SLOTS * WORDS);
  private used = 0;

  /** @param depth how many first bits its digests share */
  constructor(public depth: number) {}

  get isFull(): boolean {
    return this.used > FULL;
  }

  /** False if it is there already. */
  add(digest: Uint32Array): boolean {
    const at = this.placeOf(digest);
    if (this.words[at] !== 0) return false;
    this.words.set(digest, at);
    this.used += 1;
    return true;
  }

  /** Moves the digests whose next bit is 1 to a page of their own. */
  split(): DigestPage {
    moved.set(this.words);
    this.words.fill(0);
    const other = new DigestPage(this.depth + 1);
    const bit = 31 - this.depth;
    this.depth += 1;
    this.used = 0;
    for (let at = 0; at < moved.length; at += WORDS) {
      const digest = moved.subarray(at, at + WORDS);
      const [first = 0] = digest;
      if (first !== 0) (((first >>> bit) & 1) === 1 ? other : this).add(digest);
    }
    return other;
  }

  /** Index of the digest's first word, or of the free place where it belongs. The last word is not among those that choose the page. */
  private placeOf(digest: Uint32Array): number {
    let at = ((digest[WORDS - 1] ?? 0) % SLOTS) * WORDS;
    while (this.words[at] !== 0 && !this.isAt(at, digest)) at = (at + WORDS) % this.words.length;
    return at;
  }

  private isAt(at: number, digest: Uint32Array): boolean {
    for (let word = 0; word < WORDS; word += 1) if (this.words[at + word] !== digest[word]) return false;
    return true;
  }
}
