/** About how long a page is, in characters. */
const CHARACTERS = 2 * 1024 * 1024;
/** Rows of the first page, because rows of 300 KB may follow short ones. */
const FIRST = 25;

/** How many rows the pages of an export have, so that each of them takes about the same memory. */
export class PageSize {
  rows = FIRST;

  /** @param most rows of a page, however short they are */
  constructor(private readonly most: number) {}

  /** @param characters how long the page of so many rows was */
  learn(rows: number, characters: number): void {
    if (rows === 0) return;
    this.rows = Math.min(Math.max(Math.floor((rows * CHARACTERS) / (characters + 1)), 1), this.most);
  }
}
