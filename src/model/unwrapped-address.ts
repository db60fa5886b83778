/** Characters before an address; no local part begins with one of these. */
const OPENING = /[\s\uFEFF\u200B-\u200D\u2060"\u2018-\u201F\u00AB\u00BB\u2039\u203A<([]/;
/** Characters after an address; no domain ends with one of these. */
const CLOSING = /[\s\uFEFF\u200B-\u200D\u2060"'`\u2018-\u201F\u00AB\u00BB\u2039\u203A>)\].,:;!?]/;
/** A local part may begin with these, so they are only quotes if the same character follows the address. */
const PAIRED = /['`]/;
const MAILTO = /^mailto:(?:\/\/)?/i;

/** The address without quotes, brackets and punctuation around it, `mailto:`, and the query of such a link. */
export function unwrappedAddress(text: string): string {
  const bare = withoutWrapping(text);
  if (MAILTO.test(bare)) {
    const [path = ''] = bare.replace(MAILTO, '').split('?', 1);
    return withoutWrapping(percentDecoded(path));
  }
  const query = bare.indexOf('?', bare.indexOf('@') + 1);
  return bare.includes('@') && query >= 0 ? withoutWrapping(bare.slice(0, query)) : bare;
}

function withoutWrapping(text: string): string {
  let end = text.length;
  while (end > 0 && CLOSING.test(text.charAt(end - 1))) end -= 1;
  const closing = new Set(text.slice(end));
  const isOpening = (character: string) =>
    OPENING.test(character) || (PAIRED.test(character) && closing.has(character));
  let start = 0;
  while (start < end && isOpening(text.charAt(start))) start += 1;
  return text.slice(start, end);
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
