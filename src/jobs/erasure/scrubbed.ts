import type { JsonValue } from '../../model/json-value.js';

/** A text next to one of these is part of a longer word or number, so it is not a match. */
const WORD = /[\p{L}\p{N}]/u;

/** The document with null in place of every string that contains one of the texts as a whole word. The texts are in lower case. */
export function scrubbed(document: JsonValue, texts: readonly string[]): JsonValue {
  if (typeof document === 'string') return texts.some((text) => mentions(document, text)) ? null : document;
  if (Array.isArray(document)) return document.map((value) => scrubbed(value, texts));
  if (!isPlain(document)) return document;
  return Object.fromEntries(Object.entries(document).map(([name, value]) => [name, scrubbed(value, texts)]));
}

/** Whether the words, in lower case, occur in the text, in any case, and not within other words. */
export function mentions(text: string, words: string): boolean {
  const lower = text.toLowerCase();
  for (let at = lower.indexOf(words); at !== -1; at = lower.indexOf(words, at + 1)) {
    if (!WORD.test(lower[at - 1] ?? '') && !WORD.test(lower[at + words.length] ?? '')) return true;
  }
  return false;
}

function isPlain(value: JsonValue): value is { [name: string]: JsonValue } {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
