import { decode, encode } from 'gpt-tokenizer/encoding/cl100k_base';

/** A text as the model counts it, cut where it is too long. */
export interface CountedText {
  text: string;
  tokens: number;
}

/** Text that looks like a control token is taken as the text it is. */
const AS_TEXT = { allowedSpecial: new Set<string>(), disallowedSpecial: new Set<string>() };

/** Counts with cl100k_base, the encoding of the text-embedding-3 models; an empty text becomes a blank, as the API refuses it. */
export function countTokens(text: string, maxTokens: number): CountedText {
  const wellFormed = text.toWellFormed() || ' ';
  const tokens = encode(wellFormed, AS_TEXT);
  if (tokens.length <= maxTokens) return { text: wellFormed, tokens: tokens.length };
  // A cut may fall inside a character; its broken half is left out.
  return { text: decode(tokens.slice(0, maxTokens)).replace(/\uFFFD+$/u, ''), tokens: maxTokens };
}
