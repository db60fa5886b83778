import { withoutSurroundingBlanks } from './surrounding-blanks.js';
import { unwrappedAddress } from './unwrapped-address.js';
import { narrowed } from './wide-characters.js';

/** One entry of a list: an address, or text that turns out not to be one. */
export interface Mailbox {
  /** The part of the list as it was written, with name and brackets. */
  written: string;
  /** The rest; EmailAddress decides whether it is an address. */
  address: string;
}

interface Part extends Mailbox {
  /** Whether the address was in angle brackets, so that the text before it is a name. */
  isNamed: boolean;
  /** The separator after the part; empty at the end of the text. */
  end: string;
}

/** A name in quotes is one token only before an address in angle brackets, because addresses may be quoted too. */
const TOKEN = /"[^"]*"(?=\s*<)|[,;\u3001\uFF64\n\r\v\f\u0085\u2028\u2029]|[<>]/g;
const COMMA = /[,\u3001\uFF64]/;
const COMMA_OR_SEMICOLON = /[,;\u3001\uFF64]/;
/** Parts of a name without quotes that end with a comma, as in `Smith, Jr., Ann <ann@example.com>`. */
const MOST_NAME_PARTS = 3;

/**
 * The addresses of a text: separated by commas, semicolons, new lines or blanks, each with quotes or brackets around it,
 * after a name (`Ann <ann@example.com>`) or `mailto:`, or before a period. None for blanks. Never throws.
 */
export function* mailboxesIn(text: string): Generator<Mailbox> {
  let names: Mailbox[] = [];
  let isInQuery = false;
  for (const { written, address, isNamed, end } of partsOf(text)) {
    if (written === '') continue;
    if (isInQuery && isTailOfQuery(address)) {
      isInQuery = COMMA_OR_SEMICOLON.test(end);
    } else if (!isNamed && COMMA.test(end) && !address.includes('@')) {
      // The next part decides whether it is a name.
      names.push({ written, address: unwrappedAddress(address) });
      if (names.length > MOST_NAME_PARTS) yield names.shift() as Mailbox;
    } else {
      if (!isNamed) yield* names;
      names = [];
      isInQuery = COMMA_OR_SEMICOLON.test(end) && hasQuery(address);
      yield* addressesOf(written, address);
    }
  }
  yield* names;
}

function* partsOf(text: string): Generator<Part> {
  const plain = narrowed(text);
  let from = 0;
  let bracket: number | null = null;
  let isBehindBracket = false;
  const partUntil = (to: number, end: string): Part => {
    const written = withoutSurroundingBlanks(text.slice(from, end === '>' ? to + 1 : to));
    const inside = bracket === null ? '' : plain.slice(bracket + 1, to);
    // In `ann@example.com <Ann>` the name is in brackets.
    const isNamed = inside.includes('@');
    return { written, address: isNamed ? inside : plain.slice(from, bracket ?? to), isNamed, end };
  };
  /** Text after an address in brackets is a comment, unless it contains another address. */
  const isRemark = (to: number) => isBehindBracket && bracket === null && !plain.slice(from, to).includes('@');
  for (const { 0: token, index } of plain.matchAll(TOKEN)) {
    if (token === '<') bracket = index;
    if (token.startsWith('"') || token === '<' || (token === '>' && bracket === null)) continue;
    if (!isRemark(index)) yield partUntil(index, token);
    from = index + 1;
    bracket = null;
    isBehindBracket = token === '>';
  }
  if (!isRemark(plain.length)) yield partUntil(plain.length, '');
}

/** Blanks separate addresses only if each word is one; `Ann Smith@example.com` is not an address. */
function* addressesOf(written: string, address: string): Generator<Mailbox> {
  const words = withoutSurroundingBlanks(address).split(/\s+/);
  if (words.length > 1 && words.every((word) => word.includes('@'))) {
    for (const word of words) yield { written: word, address: unwrappedAddress(word) };
  } else {
    yield { written, address: unwrappedAddress(address) };
  }
}

function hasQuery(address: string): boolean {
  const query = address.indexOf('?', address.indexOf('@') + 1);
  return query >= 0 && /[^\s?]/.test(address.slice(query));
}

/** Subject and body of `mailto:ann@example.com?subject=Hello, you&cc=…` may contain commas. */
function isTailOfQuery(address: string): boolean {
  const [beforeAt = '', ...more] = address.split('@', 2);
  return more.length === 0 || /[&=%]/.test(beforeAt);
}
