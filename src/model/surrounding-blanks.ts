/** Blanks, byte order marks and zero-width characters that are copied along with a text. */
const BLANK = /[\s\uFEFF\u200B-\u200D\u2060]/;

/** The text without blanks around it. Not a regular expression, because one for trailing blanks takes quadratic time. */
export function withoutSurroundingBlanks(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && BLANK.test(text.charAt(start))) start += 1;
  while (end > start && BLANK.test(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
}
