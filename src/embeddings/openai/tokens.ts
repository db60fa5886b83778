import { encode } from 'gpt-tokenizer/encoding/cl100k_base';

/** A text with its number of tokens, truncated if it is too long. */
export interface CountedText {
  text: string;
  tokens: number;
}

/** Text that looks like a control token is treated as ordinary text. */
const AS_TEXT = { allowedSpecial: new Set<string>(), disallowedSpecial: new Set<string>() };
/** Characters per chunk, because the tokenizer takes quadratic time for text without breaks. */
const PIECE_LENGTH = 400;

/**
 * Counts with cl100k_base, the encoding of OpenAI's embedding models; for other models the count is an estimate. Stops
 * at the limit. An empty text becomes a blank, because the API rejects empty ones.
 */
export function countTokens(text: string, maxTokens: number): CountedText {
  const wellFormed = text.toWellFormed() || ' ';
  let tokens = 0;
  let start = 0;
  while (start < wellFormed.length) {
    const end = endOfPiece(wellFormed, start);
    const piece = wellFormed.slice(start, end);
    const { length } = encode(piece, AS_TEXT);
    if (tokens + length > maxTokens) {
      return { text: wellFormed.slice(0, start) + fitting(piece, maxTokens - tokens), tokens: maxTokens };
    }
    tokens += length;
    start = end;
  }
  return { text: wellFormed, tokens };
}

/** The part of a chunk that fits. Does not decode its first tokens, because a token may end inside a character. */
function fitting(piece: string, room: number): string {
  const characters = [...piece];
  let fits = 0;
  let tooLong = characters.length;
  while (tooLong - fits > 1) {
    const middle = Math.floor((fits + tooLong) / 2);
    if (encode(characters.slice(0, middle).join(''), AS_TEXT).length <= room) fits = middle;
    else tooLong = middle;
  }
  return characters.slice(0, fits).join('');
}

/** Splits before a blank if possible, because tokens begin with blanks; never inside a character. */
function endOfPiece(text: string, start: number): number {
  const end = start + PIECE_LENGTH;
  if (end >= text.length) return text.length;
  const blank = text.slice(start, end + 1).lastIndexOf(' ');
  if (blank > 0) return start + blank;
  return isLowSurrogate(text.charCodeAt(end)) ? end - 1 : end;
}

function isLowSurrogate(code: number): boolean {
  return code >= 0xdc00 && code <= 0xdfff;
}
