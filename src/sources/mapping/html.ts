import { decodeHTMLStrict } from 'entities';

/**
 * A text that was cut out of HTML as people read it: `<br>` breaks the line, `R&amp;D` is `R&D`. Other tags stay, as people write
 * `List<String>`; so do entities without a semicolon, as `&copy=1` is part of a URL.
 */
export function withoutHtml(words: string): string {
  const inLines = words.includes('<') ? words.replace(/\r?\n?<br ?\/?>\r?\n?/gi, '\n') : words;
  return inLines.includes('&')
    ? decodeHTMLStrict(inLines.replaceAll('&nbsp;', ' ').replaceAll('&#160;', ' '))
    : inLines;
}
