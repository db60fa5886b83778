/** Characters that may precede a URL in a text, but never begin one. */
const OPENING = /^[\s<([{"'`“”‘’«»*_|]+/;
/** Characters that always end a URL: blanks, markup brackets, quotes, table borders. */
const END = /[\s<>"“”«»|]/;
/** Separators in a list of URLs; "doe,-phd" is a name. */
const SEPARATOR = /[,;](?!-)/;
/** Punctuation after a URL in a sentence. */
const CLOSING = new Set('"\'`“”‘’«».,:;!?)]}>*|');

/** The URL in a pasted text, without the text and punctuation around it. Takes linear time. */
export function pastedUrl(text: string): string {
  const opened = text.replace(OPENING, '');
  const end = opened.search(END);
  const word = end === -1 ? opened : opened.slice(0, end);
  const [url = ''] = word.split(SEPARATOR, 1);
  let length = url.length;
  while (length > 0 && CLOSING.has(url.charAt(length - 1))) length -= 1;
  return url.slice(0, length);
}
