/** Approximate length of a page, in characters. */
const CHARACTERS = 2 * 1024 * 1024;
/** Rows of the first page, because rows of 300 KB may follow short ones. */
const FIRST = 25;

/** Adjusts the number of rows on the pages of an export, so that each page takes about the same memory. */
export class PageSize {
  rows = FIRST;

  /** @param most maximum number of rows on a page, however short they are */
  constructor(private readonly most: number) {}

  /** @param characters length of the page that had this number of rows */
  learn(rows: number, characters: number): void {
    if (rows === 0) return;
    this.rows = Math.min(Math.max(Math.floor((rows * CHARACTERS) / (characters + 1)), 1), this.most);
  }
}
