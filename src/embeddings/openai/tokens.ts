import { encode } from 'gpt-tokenizer/encoding/cl100k_base';

/** A text as the model counts it, cut where it is too long. */
export interface CountedText {
  text: string;
  tokens: number;
}

/** Text that looks like a control token is taken as the text it is. */
const AS_TEXT = { allowedSpecial: new Set<string>(), disallowedSpecial: new Set<string>() };
/** Characters read at once: the time for a run without a break grows with the square of its length. */
const PIECE_LENGTH = 400;

/**
 * Counts with cl100k_base, the encoding of OpenAI's embedding models; for other models the count is an estimate. Reads no
 * further than the limit. An empty text becomes a blank, as the API refuses it.
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

/** As much of a piece as has room. Not by decoding its first tokens: one may end inside a character. */
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

/** Before a blank where there is one, as tokens begin with blanks; never inside a character. */
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
