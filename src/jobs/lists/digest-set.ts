import { hash } from 'node:crypto';

/** 32-bit words of a digest that are kept. Two of a million texts share 128 bits with a probability of 10^-27. */
const WORDS = 4;
const SEGMENTS = 64;
const SLOTS_AT_FIRST = 16;
const FULLEST = 0.85;
const GROWTH = 1.5;

/** A set of texts that keeps 128 bits of the SHA-256 digest of each one, in 20 to 30 bytes. */
export class DigestSet {
  /** They grow one after another, so that only a small part is copied at a time. */
  private readonly segments = Array.from({ length: SEGMENTS }, () => new Segment());

  /** Whether the text is new. */
  add(text: string): boolean {
    const digest = hash('sha256', text, 'buffer');
    const words = Array.from({ length: WORDS }, (_, index) => digest.readUInt32LE(index * 4));
    return (this.segments[digest.readUInt8(WORDS * 4) % SEGMENTS] as Segment).add(words);
  }
}

/** A hash table with open addressing; a slot whose first word is 0 is free. */
class Segment {
  private slots = SLOTS_AT_FIRST;
  private used = 0;
  private words = new Uint32Array(SLOTS_AT_FIRST * WORDS);

  add(digest: readonly number[]): boolean {
    const [first = 0, ...others] = digest;
    const kept = [first || 1, ...others];
    const slot = this.slotOf(kept);
    if (this.words[slot] !== 0) return false;
    this.words.set(kept, slot);
    this.used += 1;
    if (this.used > this.slots * FULLEST) this.grow();
    return true;
  }

  /** Index of the first word of the digest's slot, or of the free one where it belongs. */
  private slotOf(digest: ArrayLike<number>): number {
    const isThere = (slot: number) =>
      this.words[slot] === digest[0] &&
      this.words[slot + 1] === digest[1] &&
      this.words[slot + 2] === digest[2] &&
      this.words[slot + 3] === digest[3];
    let slot = Math.floor(((digest[0] ?? 0) / 2 ** 32) * this.slots) * WORDS;
    while (this.words[slot] !== 0 && !isThere(slot)) slot = (slot + WORDS) % this.words.length;
    return slot;
  }

  private grow(): void {
    const before = this.words;
    this.slots = Math.ceil(this.slots * GROWTH);
    this.words = new Uint32Array(this.slots * WORDS);
    for (let slot = 0; slot < before.length; slot += WORDS) {
      const digest = before.subarray(slot, slot + WORDS);
      if (digest[0] !== 0) this.words.set(digest, this.slotOf(digest));
    }
  }
}
