import { decodeHTMLStrict } from 'entities';

/**
 * Converts text from HTML to plain text: `<br>` is a line break, `R&amp;D` is `R&D`. Other tags are kept, because people write
 * `List<String>`; so are entities without a semicolon, because `&copy=1` is part of a URL.
 */
export function withoutHtml(words: string): string {
  const inLines = words.includes('<') ? words.replace(/\r?\n?<br ?\/?>\r?\n?/gi, '\n') : words;
  return inLines.includes('&')
    ? decodeHTMLStrict(inLines.replaceAll('&nbsp;', ' ').replaceAll('&#160;', ' '))
    : inLines;
}
