/** Signs that text wraps around a URL and that no URL begins with. */
const OPENING = /^[\s<([{"'`“”‘’«»*_|]+/;
/** Where a URL ends whatever stands behind it: a blank, a bracket of markup, a quote, the border of a table. */
const END = /[\s<>"“”«»|]/;
/** A list goes on behind these; "doe,-phd" is a name. */
const SEPARATOR = /[,;](?!-)/;
/** What a sentence puts behind a URL. */
const CLOSING = new Set('"\'`“”‘’«».,:;!?)]}>*|');

/** The URL in what somebody pasted, without the text and punctuation around it. Linear in the length of the text. */
export function pastedUrl(text: string): string {
  const opened = text.replace(OPENING, '');
  const end = opened.search(END);
  const word = end === -1 ? opened : opened.slice(0, end);
  const [url = ''] = word.split(SEPARATOR, 1);
  let length = url.length;
  while (length > 0 && CLOSING.has(url.charAt(length - 1))) length -= 1;
  return url.slice(0, length);
}
