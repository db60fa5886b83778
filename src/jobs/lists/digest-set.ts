import { hash } from 'node:crypto';
import { DigestPage, WORDS } from './digest-page.js';

/**
 * A set of texts that keeps 128 bits of the SHA-256 digest of each one, in 20 to 40 bytes. Two of a million texts share them with a
 * probability of 10^-27. A page that is full is split, so that a large set never has to be copied (extendible hashing).
 */
export class DigestSet {
  /** The page of every digest by its first bits; 2^depth entries. */
  private pages = [new DigestPage(0)];
  private depth = 0;
  /** Of the text that is being added: nothing is allocated for it. */
  private readonly bytes = Buffer.alloc(32);
  private readonly digest = new Uint32Array(this.bytes.buffer, this.bytes.byteOffset, WORDS);

  /** Whether the text is new. */
  add(text: string): boolean {
    this.bytes.write(hash('sha256', text, 'binary'), 'binary');
    // In a page, a first word of 0 stands for a free slot.
    this.digest[0] ||= 1;
    const page = this.pageOf(this.digest);
    const isNew = page.add(this.digest);
    if (page.isFull) this.split(page);
    return isNew;
  }

  private pageOf(digest: Uint32Array): DigestPage {
    return this.pages[firstBits(digest, this.depth)] as DigestPage;
  }

  private split(page: DigestPage): void {
    if (page.depth === this.depth) {
      this.pages = this.pages.flatMap((each) => [each, each]);
      this.depth += 1;
    }
    const other = page.split();
    const bit = 1 << (this.depth - page.depth);
    for (let index = this.pages.indexOf(page); this.pages[index] === page; index += 1) {
      if ((index & bit) !== 0) this.pages[index] = other;
    }
  }
}

function firstBits([first = 0]: Uint32Array, count: number): number {
  return count === 0 ? 0 : first >>> (32 - count);
}
